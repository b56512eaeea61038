import * as z from 'zod/mini'
import { Fault } from '../../fault.ts'
import { boundedBody } from '../dali.ts'
import { Refusals } from '../templates/refusals.ts'

/** Refusals told of one request. */
const mostTold = 20

/** The body as JSON of this shape. Throws Refusals with the place and the value of everything that does not fit. */
export async function jsonBody<T>(request: Request, schema: z.ZodMiniType<T>, limitBytes: number): Promise<T> {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await boundedBody(request, limitBytes)))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('usage', 'The body is not JSON in UTF-8.', ['body'])
  }
  const read = z.safeParse(schema, body)
  if (read.success) return read.data
  throw new Refusals(
    read.error.issues.slice(0, mostTold).map((issue) => ({
      message: `${issue.path.join('.') || 'The body'}: ${issue.message}${valueAt(body, issue.path)}.`,
      loc: ['body', ...issue.path.map(String)],
    })),
  )
}

/** ' (it is …)', where there is something at that place. */
function valueAt(body: unknown, path: readonly PropertyKey[]): string {
  let at = body
  for (const step of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined
  if (at === undefined) return ''
  const text = JSON.stringify(at) ?? String(at)
  return ` (it is ${text.length > 60 ? `${text.slice(0, 57)}...` : text})`
}
