/** What is wrong with a query, and where: `at` is an offset, `line` and `column` count from 1 (columns in UTF-16 units). */
export interface AdqlError {
  readonly message: string
  readonly at: number
  readonly line: number
  readonly column: number
  /** What could stand there instead, where that is known. */
  readonly expected?: readonly string[]
}

/** The error at an offset of the text. */
export function errorAt(text: string, at: number, message: string, expected?: readonly string[]): AdqlError {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - (before.lastIndexOf('\n') + 1) + 1
  return { message, at, line, column, ...(expected === undefined ? {} : { expected }) }
}

/** Carries a refusal out of the depth of a parser or translator, which catches it at its door: it never leaves vo/adql or dax/archive. */
export class AdqlRefusal extends Error {
  readonly at: number
  readonly expected: readonly string[] | undefined
  constructor(message: string, at: number, expected?: readonly string[]) {
    super(message)
    this.name = 'AdqlRefusal'
    this.at = at
    this.expected = expected
  }
}

/** Gives up on the query, for a reason and at a place. */
export function refuse(message: string, at: number, expected?: readonly string[]): never {
  throw new AdqlRefusal(message, at, expected)
}
