/** Powers of ten that a double holds exactly. */
const tens = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * The decimal number text[from, to) as the nearest double; NaN where it is none (then NaN, Inf and what is wrong look alike: see floatOf).
 * Up to 16 digits with a small exponent need no substring: digits and power of ten are exact, so one operation rounds right (Clinger 1990).
 */
export function decimalOf(text: string, from: number, to: number): number {
  let i = from
  let c = text.charCodeAt(i)
  const negative = c === 0x2d
  if (negative || c === 0x2b) i += 1
  let mantissa = 0
  let digits = 0
  let significant = 0
  let exponent = 0
  for (; i < to; i++) {
    c = text.charCodeAt(i)
    if (c < 0x30 || c > 0x39) break
    digits += 1
    if (significant > 0 || c !== 0x30) significant += 1
    mantissa = mantissa * 10 + (c - 0x30)
  }
  if (i < to && c === 0x2e) {
    for (i += 1; i < to; i++) {
      c = text.charCodeAt(i)
      if (c < 0x30 || c > 0x39) break
      digits += 1
      exponent -= 1
      if (significant > 0 || c !== 0x30) significant += 1
      mantissa = mantissa * 10 + (c - 0x30)
    }
  }
  if (digits === 0) return NaN
  if (i < to && (c === 0x65 || c === 0x45)) {
    i += 1
    const sign = text.charCodeAt(i)
    if (sign === 0x2d || sign === 0x2b) i += 1
    if (i >= to) return NaN
    let power = 0
    for (; i < to; i++) {
      c = text.charCodeAt(i)
      if (c < 0x30 || c > 0x39) return NaN
      if (power < 100_000) power = power * 10 + (c - 0x30)
    }
    exponent += sign === 0x2d ? -power : power
  }
  if (i < to) return NaN
  if (significant > 16 || mantissa > Number.MAX_SAFE_INTEGER || exponent > 22 || exponent < -22) return Number(text.slice(from, to))
  const value = exponent < 0 ? mantissa / tens[-exponent]! : mantissa * tens[exponent]!
  return negative ? -value : value
}

/** A float of VOTable: decimal, NaN, [+-]Inf in any case; undefined where it is none. */
export function floatOf(text: string): number | undefined {
  const value = decimalOf(text, 0, text.length)
  if (!Number.isNaN(value)) return value
  const word = text.toLowerCase()
  if (word === 'nan') return NaN
  if (/^\+?inf(inity)?$/u.test(word)) return Infinity
  return /^-inf(inity)?$/u.test(word) ? -Infinity : undefined
}

/** An integer of up to 64 bits, decimal or 0x…; hexadecimal numbers are two's complement of `bits`. undefined where it is none, or too large. */
export function integerOf(text: string, bits: 8 | 16 | 32 | 64): bigint | undefined {
  if (!/^[-+]?(\d{1,40}|0x[0-9a-f]{1,40})$/iu.test(text)) return undefined
  const negative = text.startsWith('-')
  const size = BigInt(text.replace(/^[-+]/u, ''))
  const whole = 1n << BigInt(bits)
  const value = negative ? -size : size
  if (bits === 8) return value >= 0n && value < whole ? value : undefined
  if (value >= -whole / 2n && value < whole / 2n) return value
  return /x/iu.test(text) && value > 0n && value < whole ? value - whole : undefined
}
