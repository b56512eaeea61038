import type { TableCells } from './imported-row.ts'

const longest = 4000

/** Reads one row's cells as typed values and collects all that is wrong with them. Empty cells are null. */
export class RowReader {
  readonly problems: string[] = []
  readonly #cells: TableCells
  readonly #row: number
  readonly #factors: Readonly<Record<string, number>>

  /** `factors` turn numbers of a column into our unit. */
  constructor(cells: TableCells, row: number, factors: Readonly<Record<string, number>> = {}) {
    this.#cells = cells
    this.#row = row
    this.#factors = factors
  }

  text(name: string, limit = longest): string | null {
    const value = this.#cells.cell(name, this.#row)
    if (value === null || value === undefined) return null
    const text = String(value).trim()
    if (text === '') return null
    if (text.length > limit) return this.#wrong(`${name} has ${text.length} characters; at most ${limit} are kept`)
    if (text.includes('\0')) return this.#wrong(`${name} holds a NUL character`)
    return text
  }

  number(name: string): number | null {
    const value = this.#cells.cell(name, this.#row)
    if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return null
    const text = String(value).trim()
    if (text === '' || /^nan$/iu.test(text)) return null
    const number = typeof value === 'number' ? value : Number(text)
    if (!Number.isFinite(number)) return this.#wrong(`${name} is "${text.slice(0, 40)}"; a number expected`)
    return number * (this.#factors[name] ?? 1)
  }

  integer(name: string): number | null {
    const number = this.number(name)
    if (number === null) return null
    return Number.isSafeInteger(number) ? number : this.#wrong(`${name} is ${number}; a whole number expected`)
  }

  /** Exact to 64 bits. */
  long(name: string): bigint | null {
    const value = this.#cells.cell(name, this.#row)
    const text = value === null || value === undefined ? '' : String(value).trim()
    if (text === '') return null
    if (!/^[+-]?\d{1,19}$/u.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
      return this.#wrong(`${name} is "${text.slice(0, 40)}"; a whole number of 64 bits expected`)
    return BigInt(text)
  }

  /** A number in [low, high]. */
  within(name: string, low: number, high: number): number | null {
    const number = this.number(name)
    return number === null || (number >= low && number <= high) ? number : this.#wrong(`${name} is ${number}, outside [${low}, ${high}]`)
  }

  /** A number in [low, high], whole. */
  wholeWithin(name: string, low: number, high: number): number | null {
    const number = this.integer(name)
    return number === null || (number >= low && number <= high) ? number : this.#wrong(`${name} is ${number}, outside [${low}, ${high}]`)
  }

  #wrong(problem: string): null {
    this.problems.push(problem)
    return null
  }
}
