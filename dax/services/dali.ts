import { Fault } from '../fault.ts'

/** Parameters of one DALI request: names without regard to case, values in the order given, from the query string and the form together. */
export interface DaliParams {
  /** Names in upper case, as (name, value) in the order given. Multipart files are not among them. */
  readonly entries: readonly (readonly [name: string, value: string])[]
  /** Files of a multipart form, by the exact name of their part (UPLOAD=t,param:NAME). */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** All values of a parameter that may be repeated. */
  all(name: string): readonly string[]
  /** The value of a parameter that may be given once; undefined where absent. Throws a usage Fault when given twice with different values. */
  one(name: string): string | undefined
}

/** Longest form (not multipart) that is read: ADQL with a long name list fits, a mistaken file does not. */
export const formLimitBytes = 4 * 1024 * 1024

/** Reads the parameters of a GET or POST. Throws Fault tooLarge past `limitBytes` of body (multipart; forms have their own limit), unsupported for other bodies. */
export async function daliParams(request: Request, limitBytes: number): Promise<DaliParams> {
  const entries: [string, string][] = []
  const files = new Map<string, Uint8Array>()
  for (const [name, value] of new URL(request.url).searchParams) entries.push([name.toUpperCase(), value])
  if (request.method === 'POST' || request.method === 'PUT') await readBody(request, limitBytes, entries, files)
  return paramsOf(entries, files)
}

/** Parameters from pairs already at hand (a stored job). Names are taken in any case. */
export function paramsOf(pairs: readonly (readonly [string, string])[], files: ReadonlyMap<string, Uint8Array> = new Map()): DaliParams {
  const entries = pairs.map(([name, value]) => [name.toUpperCase(), value] as const)
  const all = (name: string) => entries.filter(([key]) => key === name.toUpperCase()).map(([, value]) => value)
  return {
    entries,
    files,
    all,
    one(name) {
      const values = all(name)
      if (new Set(values).size > 1)
        throw new Fault('usage', `${name} may be given once only; it was given ${values.length} times with different values.`, ['query', name])
      return values[0]
    },
  }
}

/** A non-negative whole number such as MAXREC; undefined where absent or empty. */
export function wholeNumber(params: DaliParams, name: string): number | undefined {
  const text = params.one(name)?.trim()
  if (text === undefined || text === '') return undefined
  if (!/^\+?\d{1,15}$/.test(text)) throw new Fault('usage', `${name}=${clip(text)} is not a whole number of 0 or more.`, ['query', name])
  return Number(text)
}

/** Row limits of a request: MAXREC, else the service's default; never above its hard limit. */
export function maxrecOf(params: DaliParams, limits: { readonly defaultMaxrec: number; readonly hardMaxrec: number }): number {
  return Math.min(wholeNumber(params, 'MAXREC') ?? limits.defaultMaxrec, limits.hardMaxrec)
}

/** A value as a message may quote it: one line, at most 80 characters. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 77)}...` : line
}

async function readBody(request: Request, limitBytes: number, entries: [string, string][], files: Map<string, Uint8Array>): Promise<void> {
  const contentType = request.headers.get('content-type') ?? ''
  const kind = contentType.split(';')[0]!.trim().toLowerCase()
  const multipart = kind === 'multipart/form-data'
  const bytes = await boundedBody(request, multipart ? limitBytes : formLimitBytes)
  if (bytes.length === 0) return
  if (kind === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) entries.push([name.toUpperCase(), value])
  } else if (multipart) {
    for (const [name, value] of await multipartForm(bytes, contentType)) {
      if (typeof value === 'string') entries.push([name.toUpperCase(), value])
      else files.set(name, new Uint8Array(await value.arrayBuffer()))
    }
  } else {
    throw new Fault(
      'unsupported',
      `A body of type ${clip(kind || 'unknown')} is not accepted here: send application/x-www-form-urlencoded or multipart/form-data.`,
      ['header', 'Content-Type'],
    )
  }
}

async function multipartForm(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<Iterable<[string, FormDataEntryValue]>> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Fault('usage', 'The multipart body cannot be read: its boundary or one of its parts is malformed.', ['body'])
  }
}

/** A request's body, refused with tooLarge as soon as it passes `limitBytes` (declared or counted). */
export async function boundedBody(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  const tooLarge = () => new Fault('tooLarge', `The body is larger than the limit of ${limitBytes} bytes.`, ['body'])
  if (declared > limitBytes) throw tooLarge()
  if (request.body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > limitBytes) {
      await reader.cancel()
      throw tooLarge()
    }
    chunks.push(next.value)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
