import * as z from 'zod/mini'
import { ok, type Result } from '../../vo/result.ts'
import { Fault } from '../fault.ts'
import { boundedBody } from './dali.ts'
import { problemText } from './json-problem.ts'
import { Refusals } from './refusals.ts'

/** Something in a body that does not fit: `place` is empty for the body itself; `value` as JSON, shortened, null where there is none. */
export interface BodyProblem {
  readonly place: readonly string[]
  readonly message: string
  readonly value: string | null
}

/** Problems told of one body. */
const mostTold = 20

/** The body of a request as JSON of this shape, or all that does not fit; `empty` stands for an empty one. Throws a usage Fault where it is no JSON. */
export async function readJson<T>(
  request: Request,
  schema: z.ZodMiniType<T>,
  limitBytes: number,
  empty?: T,
): Promise<Result<T, readonly BodyProblem[]>> {
  const bytes = await boundedBody(request, limitBytes)
  let body: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.trim() === '' && empty !== undefined) return ok(empty)
    body = JSON.parse(text)
  } catch {
    throw new Fault('usage', 'The body is not JSON in UTF-8.', ['body'])
  }
  const read = z.safeParse(schema, body)
  if (read.success) return ok(read.data)
  const problems = read.error.issues.slice(0, mostTold).map((issue) => {
    const value = valueAt(body, issue.path)
    return { place: issue.path.map(String), message: problemText(issue, value === null), value }
  })
  return { ok: false, error: problems }
}

/** The body of a request as JSON of this shape; `empty` stands for an empty one. Throws Refusals with the place and the value of everything that does not fit. */
export async function jsonBody<T>(request: Request, schema: z.ZodMiniType<T>, limitBytes: number, empty?: T): Promise<T> {
  const read = await readJson(request, schema, limitBytes, empty)
  if (read.ok) return read.value
  throw new Refusals(
    read.error.map(({ place, message, value }) => ({
      message: `${place.join('.') || 'The body'}: ${message}${value === null ? '' : ` (it is ${value})`}.`,
      loc: ['body', ...place],
    })),
  )
}

function valueAt(body: unknown, path: readonly PropertyKey[]): string | null {
  let at = body
  for (const step of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined
  if (at === undefined) return null
  const text = JSON.stringify(at)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
