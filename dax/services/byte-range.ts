/** What a Range header asks of a file: the whole, one part [start, end), or something outside it. */
export type ByteRange =
  { readonly kind: 'whole' } | { readonly kind: 'part'; readonly start: number; readonly end: number } | { readonly kind: 'outside' }

/**
 * Reads a Range header (RFC 9110 §14) for a file of `size` bytes. Other units, several ranges and malformed ones give the whole file, as the RFC allows;
 * a range that begins past the end is 'outside' (416).
 */
export function byteRange(header: string | null, size: number): ByteRange {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '')
  if (match === null) return { kind: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return { kind: 'whole' }
    const length = Math.min(Number(last), size)
    return length === 0 ? { kind: 'outside' } : { kind: 'part', start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  return start >= size ? { kind: 'outside' } : { kind: 'part', start, end }
}

/** Whether an If-None-Match (or If-Match) header names this ETag; weak comparison, '*' names all. */
export function namesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.trim() === '*' || header.split(',').some((tag) => bareTag(tag) === bareTag(etag))
}

function bareTag(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}
