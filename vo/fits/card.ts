/** A header value: text, logical, whole number (bigint beyond 2^53), real, complex; null = keyword without value; undefined = commentary card. */
export type CardValue = string | boolean | number | bigint | { readonly re: number; readonly im: number } | null | undefined

/** One keyword of a header, with its CONTINUE cards folded in. */
export interface Card {
  /** 'NAXIS1', 'ESO TEL AIRM START' (HIERARCH, without that word), 'COMMENT', 'HISTORY' or ''. */
  readonly keyword: string
  readonly value: CardValue
  /** What follows the slash; the text of a commentary card. */
  readonly comment: string
  /** The 80-character lines as they were read: written again as they are, so that no digit is lost. */
  readonly raw?: string
}

/** A new card, for writing. */
export function card(keyword: string, value: CardValue, comment = ''): Card {
  return { keyword, value, comment }
}

/** Reads the value field of a card (what follows '= '). `problem` says what is not as the standard wants it; the value is then a best guess. */
export function parseValueField(field: string): { readonly value: CardValue; readonly comment: string; readonly problem?: string } {
  const text = field.trimStart()
  if (text.startsWith("'")) return parseQuoted(text)
  const slash = text.indexOf('/')
  const token = (slash < 0 ? text : text.slice(0, slash)).trim()
  const comment = slash < 0 ? '' : text.slice(slash + 1).trim()
  if (token === '') return { value: null, comment }
  if (token === 'T') return { value: true, comment }
  if (token === 'F') return { value: false, comment }
  if (/^[+-]?\d+$/.test(token)) {
    const whole = Number(token)
    return { value: Number.isSafeInteger(whole) ? whole : BigInt(token.replace(/^\+/, '')), comment }
  }
  const real = parseReal(token)
  if (real !== null) return { value: real, comment }
  const complex = /^\(([^,()]+),([^,()]+)\)$/.exec(token)
  const re = complex && parseReal(complex[1]!.trim())
  const im = complex && parseReal(complex[2]!.trim())
  if (typeof re === 'number' && typeof im === 'number') return { value: { re, im }, comment }
  return { value: token, comment, problem: `the value ${token.slice(0, 40)} is neither text in quotes nor a number` }
}

function parseReal(token: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(token)) return null
  const value = Number(token.replace(/[dD]/, 'E'))
  return Number.isFinite(value) ? value : null
}

function parseQuoted(text: string): { value: string; comment: string; problem?: string } {
  let value = ''
  let at = 1
  for (;;) {
    const quote = text.indexOf("'", at)
    if (quote < 0) return { value: (value + text.slice(at)).trimEnd(), comment: '', problem: 'a text value has no closing quote' }
    value += text.slice(at, quote)
    if (text[quote + 1] !== "'") {
      const rest = text.slice(quote + 1).trim()
      return { value: value.trimEnd(), comment: rest.startsWith('/') ? rest.slice(1).trim() : rest }
    }
    value += "'"
    at = quote + 2
  }
}
