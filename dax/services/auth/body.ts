import type * as z from 'zod/mini'
import { readJson } from '../json-body.ts'
import { AuthRefusal } from './refusal.ts'

/** The body as JSON of that shape. Throws Fault usage, or 422 with the first field that does not fit; not with its value, which may be a secret. */
export async function jsonBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const read = await readJson(request, schema, 65_536)
  if (read.ok) return read.value
  const { place, message } = read.error[0]!
  throw new AuthRefusal('unprocessable', 'validation_error', `${place.join('.') || 'The body'}: ${message}`, {}, ['body', ...place])
}
