const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const [blank, padding, other] = [64, 65, 66] as const

const codes = (() => {
  const table = new Uint8Array(128).fill(other)
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i
  for (const c of ' \t\r\n') table[c.charCodeAt(0)] = blank
  table['='.charCodeAt(0)] = padding
  return table
})()

/** Decodes base64 piece by piece; white space anywhere is passed over. */
export class Base64Decoder {
  #bits = 0
  #count = 0
  #padded = 0
  lines = 0

  /**
   * Writes the bytes of text[from, to) to `out` at `at`, which has room for 3/4 of them and 3 more; returns the index behind them, or -1 where the
   * text is not base64.
   */
  push(text: string, from: number, to: number, out: Uint8Array, at: number): number {
    let bits = this.#bits
    let count = this.#count
    let o = at
    for (let i = from; i < to; i++) {
      const c = text.charCodeAt(i)
      const code = c < 128 ? codes[c]! : other
      if (code < 64) {
        if (this.#padded > 0) return -1
        bits = (bits << 6) | code
        if (++count === 4) {
          out[o] = bits >> 16
          out[o + 1] = bits >> 8
          out[o + 2] = bits
          o += 3
          bits = 0
          count = 0
        }
      } else if (code === blank) {
        if (c === 0x0a) this.lines += 1
      } else if (code === padding) {
        this.#padded += 1
        if (count + this.#padded > 4 || count < 2) {
          return -1
        }
        if (count + this.#padded === 4) {
          if (count === 3) {
            out[o++] = bits >> 10
            out[o++] = bits >> 2
          } else out[o++] = bits >> 4
          bits = 0
          count = 0
          this.#padded = 0
        }
      } else return -1
    }
    this.#bits = bits
    this.#count = count
    return o
  }

  /** Whether it stands at the end of a group of four. */
  get complete(): boolean {
    return this.#count === 0 && this.#padded === 0
  }
}
