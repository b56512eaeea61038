const encoder = new TextEncoder()
/** Longer texts are left to the host's encoder: below it the call costs more than the work. */
const shortText = 128

/**
 * Writes a text as UTF-8 at `at`, where `text.length` bytes are free at least; true when they were enough, as they are for ASCII. Otherwise nothing is
 * to be relied on there, and `utf8` gives the bytes. Cells are short and many: a call of TextEncoder for each took half of the time of a table.
 */
export function putAscii(bytes: Uint8Array, at: number, text: string): boolean {
  const { length } = text
  if (length > shortText) {
    const { read } = encoder.encodeInto(text, bytes.subarray(at, at + length))
    return read === length
  }
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return false
    bytes[at + i] = code
  }
  return true
}

/** The bytes of a text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}
