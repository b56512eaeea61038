/** A FITS image of 16 × 16 pixels (BITPIX 8) about a place, 1″ a pixel; without `ra` and `dec` it has no WCS. `seed` sets the pixels. */
export function smallFits(of: { readonly ra?: number; readonly dec?: number; readonly object?: string; readonly seed?: number }): Uint8Array {
  const card = (key: string, value: string | number | boolean): string => {
    const text = typeof value === 'string' ? `'${value.padEnd(8)}'` : (typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value)).padStart(20)
    return `${key.padEnd(8)}= ${text}`.padEnd(80)
  }
  const cards = [card('SIMPLE', true), card('BITPIX', 8), card('NAXIS', 2), card('NAXIS1', 16), card('NAXIS2', 16)]
  if (of.ra !== undefined && of.dec !== undefined)
    cards.push(
      card('CTYPE1', 'RA---TAN'),
      card('CTYPE2', 'DEC--TAN'),
      card('CRVAL1', of.ra),
      card('CRVAL2', of.dec),
      card('CRPIX1', 8.5),
      card('CRPIX2', 8.5),
      card('CD1_1', -1 / 3600),
      card('CD1_2', 0),
      card('CD2_1', 0),
      card('CD2_2', 1 / 3600),
    )
  if (of.object !== undefined) cards.push(card('OBJECT', of.object))
  cards.push('END'.padEnd(80))
  const bytes = new Uint8Array(2880 * 2)
  bytes.set(new TextEncoder().encode(cards.join('').padEnd(2880)))
  const seed = of.seed ?? 1
  for (let i = 0; i < 256; i++) bytes[2880 + i] = (i * 7 + seed * 13 + (seed >> 8)) & 255
  return bytes
}
