import { fail, ok, type Result } from '../../../vo/result.ts'

/** A text of JSON, and what was amended to read it. */
export interface JsonText {
  readonly value: unknown
  readonly notes: readonly string[]
}

const deepest = 100

/**
 * Reads JSON as telescopes write it: NaN and infinities (no JSON, but what Python and SAL write) are null, and brackets that are open where the text ends
 * after a whole value are closed, with a note. Anything else fails with its line and column.
 */
export function readJsonText(text: string): Result<JsonText> {
  const reader = new JsonReader(text.replace(/^\uFEFF/u, ''))
  try {
    return ok(reader.read())
  } catch (error) {
    if (error instanceof JsonProblem) return fail(error.message)
    throw error
  }
}

class JsonProblem extends Error {}

class JsonReader {
  private at = 0
  private isOpen = false
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  read(): JsonText {
    const value = this.value(0)
    this.space()
    if (this.at < this.text.length) this.wrong('nothing expected after the end of the value')
    return { value, notes: this.isOpen ? ['the text ends before its last bracket is closed; it was read as if it were'] : [] }
  }

  private value(depth: number): unknown {
    if (depth > deepest) this.wrong(`no more than ${deepest} brackets in each other are read`)
    this.space()
    const char = this.text[this.at]
    if (char === '{') return this.object(depth)
    if (char === '[') return this.array(depth)
    if (char === '"') return this.string()
    const word = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|-?NaN|[+-]?Infinity)(?![\w.+-])/uy
    word.lastIndex = this.at
    const found = word.exec(this.text)?.[0]
    if (found === undefined) return this.wrong('a value expected')
    this.at += found.length
    return /NaN|Infinity/u.test(found) ? null : (JSON.parse(found) as unknown)
  }

  private object(depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    this.list('}', () => {
      const name = this.text[this.at] === '"' ? this.string() : this.wrong('a name in quotes expected')
      this.space()
      if (this.text[this.at] !== ':') this.wrong('":" expected')
      this.at += 1
      Object.defineProperty(out, name, { value: this.value(depth + 1), enumerable: true, configurable: true, writable: true })
    })
    return out
  }

  private array(depth: number): unknown[] {
    const out: unknown[] = []
    this.list(']', () => out.push(this.value(depth + 1)))
    return out
  }

  /** Members from here, an opening bracket, to `close`. */
  private list(close: '}' | ']', member: () => void): void {
    this.at += 1
    this.space()
    if (this.text[this.at] === close) {
      this.at += 1
      return
    }
    for (;;) {
      this.space()
      member()
      this.space()
      const char = this.text[this.at]
      if (char === undefined) {
        this.isOpen = true
        return
      }
      this.at += 1
      if (char === close) return
      if (char !== ',') {
        this.at -= 1
        this.wrong(`"," or "${close}" expected`)
      }
    }
  }

  private string(): string {
    const word = /"(?:[^"\\]|\\.)*"/suy
    word.lastIndex = this.at
    const found = word.exec(this.text)?.[0]
    if (found === undefined) return this.wrong('the text in quotes that begins here has no end')
    try {
      const value = JSON.parse(found) as string
      this.at += found.length
      return value
    } catch {
      return this.wrong('a text in quotes with no line breaks and only the escapes of JSON expected')
    }
  }

  private space(): void {
    while (/[ \t\r\n]/u.test(this.text[this.at] ?? 'x')) this.at += 1
  }

  private wrong(expected: string): never {
    const lines = this.text.slice(0, this.at).split('\n')
    const here = this.text.slice(this.at, this.at + 20).split(/\r?\n/u)[0] ?? ''
    const found = this.at >= this.text.length ? 'the text ends' : `"${here}" is there`
    throw new JsonProblem(`line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${found}, and ${expected}`)
  }
}
