import { fail, ok, type Result } from '../result.ts'
import { relationArguments } from './relations.ts'

/** Positional arguments of the expressions of PROV-N, as PROV-JSON names them. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  entity: [],
  activity: ['prov:startTime', 'prov:endTime'],
  agent: [],
  ...relationArguments,
}
const things = new Set(['entity', 'activity', 'agent'])
const token =
  /(?<skip>(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+)|"""(?<long>(?:[^"\\]|\\[\s\S]|"(?!""))*)"""|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?<name>(?:[^'\\\n]|\\.)*)'|<(?<uri>[^>\s]*)>|(?<sign>%%|[(),;[\]=])|(?<word>(?:\\.|[^\s(),;[\]="'<\\])+)/uy

interface Token {
  readonly kind: 'text' | 'name' | 'uri' | 'sign' | 'word' | 'end'
  readonly text: string
  readonly at: number
}

/**
 * Reads PROV-N into what its PROV-JSON would be, as plain data. Bundles are not read. Fails with line and column, and what stands there.
 */
export function readProvN(source: string): Result<Record<string, unknown>> {
  const tokens: Token[] = []
  for (let at = 0; at < source.length;) {
    token.lastIndex = at
    const found = token.exec(source)
    if (found === null) return failAt(source, at, `${JSON.stringify(source.slice(at, at + 20))} is no PROV-N`)
    const { skip, long, text = long, name, uri, sign, word } = found.groups ?? {}
    if (skip === undefined) {
      const kind = text !== undefined ? 'text' : name !== undefined ? 'name' : uri !== undefined ? 'uri' : sign !== undefined ? 'sign' : 'word'
      tokens.push({ kind, text: text !== undefined ? unquoted(text) : (name ?? uri ?? sign ?? word ?? ''), at })
    }
    at = token.lastIndex
  }
  const end: Token = { kind: 'end', text: 'the end of the document', at: source.length }
  let next = 0
  const peek = (ahead = 0): Token => tokens[next + ahead] ?? end
  const wrong = (expected: string): never => {
    throw new Misread(`${JSON.stringify(peek().text.slice(0, 60))} stands where ${expected} is expected`, peek().at)
  }
  const take = (kind: Token['kind'], text?: string): string => {
    const one = peek()
    if (one.kind !== kind || (text !== undefined && one.text !== text)) wrong(text ?? kind)
    next++
    return one.text
  }
  const isSign = (text: string, ahead = 0): boolean => peek(ahead).kind === 'sign' && peek(ahead).text === text
  const literal = (): unknown => {
    if (peek().kind === 'name') return { $: unescaped(take('name')), type: 'prov:QUALIFIED_NAME' }
    if (peek().kind === 'word') {
      const number = take('word')
      return /^[+-]?\d{1,15}$/u.test(number) ? Number(number) : number
    }
    const text = take('text')
    if (isSign('%%')) {
      next++
      return { $: text, type: take('word') }
    }
    return peek().kind === 'word' && peek().text.startsWith('@') ? { $: text, lang: take('word').slice(1) } : text
  }
  const attributes = (into: Record<string, unknown>): void => {
    take('sign', '[')
    while (!isSign(']')) {
      const name = unescaped(take('word'))
      take('sign', '=')
      const value = literal()
      into[name] = Object.hasOwn(into, name) ? [into[name], value].flat() : value
      if (!isSign(']')) take('sign', ',')
    }
    take('sign', ']')
  }
  const out: Record<string, Record<string, unknown>> = { prefix: {} }
  try {
    take('word', 'document')
    while (peek().kind === 'word' && (peek().text === 'prefix' || peek().text === 'default')) {
      const name = take('word') === 'default' ? 'default' : take('word')
      out['prefix']![name] = take('uri')
    }
    for (let count = 1; !(peek().kind === 'word' && peek().text === 'endDocument'); count++) {
      const kind = take('word')
      if (kind === 'bundle') throw new Misread('a bundle begins here, and bundles are not read', peek(-1).at)
      const shape = Object.hasOwn(shapes, kind) ? shapes[kind] : undefined
      if (shape === undefined) throw new Misread(`${JSON.stringify(kind.slice(0, 60))} is no expression of PROV-N`, peek(-1).at)
      const told: Record<string, unknown> = {}
      let id = `_:n${count}`
      take('sign', '(')
      if (isSign(';', 1)) {
        id = take('word') === '-' ? id : unescaped(peek(-1).text)
        next++
      }
      if (things.has(kind)) {
        id = unescaped(take('word'))
        if (isSign(',')) next++
      }
      for (let k = 0; !isSign(')'); k++) {
        if (isSign('[')) attributes(told)
        else {
          const argument = take('word')
          const name = shape[k]
          if (name === undefined)
            throw new Misread(`${kind} has no argument more, and here stands ${JSON.stringify(argument.slice(0, 60))}`, peek(-1).at)
          if (argument !== '-') told[name] = unescaped(argument)
        }
        if (!isSign(')')) take('sign', ',')
      }
      take('sign', ')')
      const section = (out[kind] ??= {})
      section[id] = Object.hasOwn(section, id) ? [section[id], told].flat() : told
    }
  } catch (error) {
    if (error instanceof Misread) return failAt(source, error.at, error.message)
    throw error
  }
  return ok(out)
}

class Misread extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

function failAt(source: string, at: number, message: string): ReturnType<typeof fail> {
  const lines = source.slice(0, at).split('\n')
  return fail(`line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: ${message}`, at)
}

function unescaped(name: string): string {
  return name.replaceAll(/\\(.)/gu, '$1')
}

function unquoted(text: string): string {
  const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return text.replaceAll(/\\([\s\S])/gu, (_all, sign: string) => signs[sign] ?? sign)
}
