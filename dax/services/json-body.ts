import * as z from 'zod/mini'
import { Fault } from '../fault.ts'
import { boundedBody } from './dali.ts'

/** The body of a request as JSON of this shape; `empty` stands for an empty one. Throws a usage Fault with the place of what does not fit first. */
export async function jsonBody<T>(request: Request, schema: z.ZodMiniType<T>, limitBytes: number, empty?: T): Promise<T> {
  const text = new TextDecoder().decode(await boundedBody(request, limitBytes))
  if (text.trim() === '' && empty !== undefined) return empty
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Fault('usage', 'The body is not JSON.', ['body'])
  }
  const read = z.safeParse(schema, body)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const place = issue?.path.map(String) ?? []
  throw new Fault('usage', `${place.length === 0 ? 'The body' : place.join('.')}: ${issue?.message ?? 'is wrong'}`, ['body', ...place])
}
