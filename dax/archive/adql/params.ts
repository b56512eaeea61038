import { refuse } from '../../../vo/adql/adql-error.ts'
import type { SqlValue } from '../db.ts'

const maxParams = 60_000

// a character that no name of ADQL or of the catalogue can have
const mark = '\u0001'
const placePattern = /\u0001(\d+)\u0001/gu

/** The constants of a query, outside its text. */
export class Params {
  readonly #values: { readonly value: SqlValue; readonly type: string }[] = []
  readonly #known = new Map<string, string>()

  /** A place for a value in the text. The same value of the same type gets the same place: GROUP BY must see equal expressions as equal. */
  readonly bind = (value: SqlValue, type: string): string => {
    const key = `${type}:${typeof value}:${Array.isArray(value) ? value.map(String).join() : Object.is(value, -0) ? '-0' : String(value)}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const place = this.fresh(value, type)
    this.#known.set(key, place)
    return place
  }

  /** A place of its own, whatever the value. */
  readonly fresh = (value: SqlValue, type: string): string => {
    if (this.#values.push({ value, type }) > maxParams)
      refuse(`the query has more than ${maxParams} constants: upload them as a table and join it`, 0)
    return `${mark}${this.#values.length - 1}${mark}`
  }

  /** The SQL with its places as $1, $2 …: only values that are used are parameters (a constant geometry folds its numbers away). */
  numbered(sql: string): { readonly sql: string; readonly params: readonly SqlValue[] } {
    const params: SqlValue[] = []
    const places = new Map<string, string>()
    const text = sql.replace(placePattern, (_, k: string) => {
      const known = places.get(k)
      if (known !== undefined) return known
      const { value, type } = this.#values[Number(k)]!
      const place = `$${params.push(value)}::${type}`
      places.set(k, place)
      return place
    })
    return { sql: text, params }
  }
}
