import { fail, ok, type Result } from '../result.ts'
import { clip } from './malformed.ts'

/** A tag seen in text: its name without prefix, and where it ends (behind '>'). */
export interface Tag {
  readonly name: string
  readonly closing: boolean
  readonly empty: boolean
  readonly end: number
}

const tagPattern = /<(\/?)(?:[\p{L}_][\w.-]*:)?([\p{L}_][\w.-]*)((?:\s+[^\s=<>"']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/uy

/** Longest tag; beyond it there is no '>' to wait for. */
const maxTag = 100_000

/** The tag at text[at] = '<'; null when it may not be whole yet. What can be no tag has the name '' and ends behind the '<'. */
export function tagAt(text: string, at: number): Tag | null {
  tagPattern.lastIndex = at
  const match = tagPattern.exec(text)
  if (match === null) {
    const whole = text.length - at > maxTag || text.slice(at, at + maxTag).includes('>')
    return whole ? { name: text.slice(at + 1, at + 20), closing: false, empty: false, end: at + 1 } : null
  }
  return { name: match[2] ?? '', closing: match[1] === '/', empty: match[4] === '/', end: tagPattern.lastIndex }
}

/** Where the comment, CDATA section or processing instruction at text[at] = '<' ends; -1 when its end is not there yet; 0 when it is none of these. */
export function endOfMarkup(text: string, at: number): number {
  const second = text[at + 1]
  if (second === undefined) return -1
  const [start, end] = second === '?' ? ['<?', '?>'] : second !== '!' ? ['', ''] : text[at + 2] === '[' ? ['<![CDATA[', ']]>'] : ['<!--', '-->']
  if (start === '') return 0
  if (!text.startsWith(start, at)) return text.length - at < start.length ? -1 : 0
  const found = text.indexOf(end, at + start.length)
  return found < 0 ? -1 : found + end.length
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with its references resolved and its line ends as XML has them; fails for unknown references and characters that XML does not have. */
export function decodeReferences(text: string): Result<string> {
  let problem: string | null = null
  // eslint-disable-next-line no-control-regex
  const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/u.exec(text)
  if (control !== null) return fail(`the character U+${control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()} is not allowed in XML`)
  const decoded = text.replace(/\r\n?/gu, '\n').replace(/&([^;\s&<]{0,12})(;?)/gu, (whole, name: string, semicolon: string) => {
    const value = semicolon === ';' ? reference(name) : undefined
    if (value === undefined) problem ??= `"${clip(whole)}" is no reference of XML (write & as &amp;)`
    return value ?? ''
  })
  return problem === null ? ok(decoded) : fail(problem)
}

function reference(name: string): string | undefined {
  const code = /^#x[0-9a-f]{1,6}$/iu.test(name) ? Number(`0${name.slice(1)}`) : /^#\d{1,7}$/u.test(name) ? Number(name.slice(1)) : undefined
  if (code === undefined) return named[name]
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code < 0xd800) ||
    (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff)
  return allowed ? String.fromCodePoint(code) : undefined
}
