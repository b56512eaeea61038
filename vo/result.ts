/** Outcome of something that is expected to fail at times: a value, never thrown. */
export type Result<T, E = ParseError> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** What was wrong with a text: a sentence with the offending value in it, and where (0-based offset), when known. */
export interface ParseError {
  readonly message: string
  readonly at?: number
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function fail(message: string, at?: number): { readonly ok: false; readonly error: ParseError } {
  return { ok: false, error: at === undefined ? { message } : { message, at } }
}

/** The end of a switch over a union: compile-time proof that no case is left. */
export function unreachable(x: never): never {
  throw new Error(`unreachable: ${JSON.stringify(x)}`)
}
