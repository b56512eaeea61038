import * as z from 'zod/mini'
import { Fault } from '../../fault.ts'
import { boundedBody } from '../dali.ts'
import { AuthRefusal } from './refusal.ts'

/** The body as JSON of that shape. Throws Fault usage, or 422 with the first field that does not fit. */
export async function jsonBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const text = new TextDecoder().decode(await boundedBody(request, 65_536))
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Fault('usage', 'The body is not JSON.', ['body'])
  }
  const read = z.safeParse(schema, body)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const loc = ['body', ...(issue?.path ?? []).map(String)]
  throw new AuthRefusal('unprocessable', 'validation_error', `${loc.slice(1).join('.') || 'The body'}: ${issue?.message ?? 'does not fit'}`, {}, loc)
}
