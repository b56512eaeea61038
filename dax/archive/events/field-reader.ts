/** Reads fields of an event by their paths, and collects all that is wrong with them: place, value, what was expected. */
export class FieldReader {
  readonly problems: string[] = []
  private readonly value: Readonly<Record<string, unknown>>
  private readonly place: string

  /** `place`: where the object stands in its file, 'value' or 'Records[0]'; '' for the whole. */
  constructor(value: Readonly<Record<string, unknown>>, place: string) {
    this.value = value
    this.place = place
  }

  /** An object inside; null (a problem) where there is none. */
  inside(name: string): FieldReader | null {
    const inner = this.value[name]
    if (!isObject(inner)) return this.wrong(name, 'an object')
    const reader = new FieldReader(inner, this.at(name))
    Object.defineProperty(reader, 'problems', { value: this.problems })
    return reader
  }

  has(name: string): boolean {
    return this.value[name] !== undefined && this.value[name] !== null
  }

  text(name: string): string | null {
    const value = this.value[name]
    if (typeof value === 'string' && value !== '') return value
    return this.wrong(name, 'a text')
  }

  /** A text that may be blank or absent. */
  maybeText(name: string): string | null {
    const value = this.value[name]
    if (value === undefined || value === null || value === '') return null
    return typeof value === 'string' ? value : this.wrong(name, 'a text')
  }

  number(name: string, low = -Infinity, high = Infinity): number | null {
    const value = this.value[name]
    if (typeof value === 'number' && value >= low && value <= high) return value
    return this.wrong(name, low === -Infinity ? 'a number' : high === Infinity ? `a number from ${low}` : `a number in [${low}, ${high}]`)
  }

  /** A moment as seconds since 1970 of its own scale, as MJD in that scale; 0 is no moment, but null. */
  moment(name: string): number | null {
    const seconds = this.number(name, 0)
    return seconds === null || seconds === 0 ? null : 40_587 + seconds / 86_400
  }

  list(name: string): readonly unknown[] | null {
    const value = this.value[name]
    return Array.isArray(value) ? (value as readonly unknown[]) : this.wrong(name, 'a list')
  }

  /** Path of a field, for messages. */
  at(name: string): string {
    return this.place === '' ? name : `${this.place}.${name}`
  }

  wrong(name: string, expected: string): null {
    const value = this.value[name]
    const shown = value === undefined ? 'is missing' : `is ${(JSON.stringify(value) ?? 'nothing').slice(0, 60)}`
    this.problems.push(`${this.at(name)} ${shown}; ${expected} expected`)
    return null
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
