import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { card } from '../../vo/fits/card.ts'
import { writeFits } from '../../vo/fits/write.ts'

/** A file to drop. */
export interface Given {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** A FITS image of our own: `side` × `side` pixels about a place, none of its bytes like another seed's. `wcs` false leaves out what tells where it lies. */
export function ownFits(
  name: string,
  of: {
    readonly seed: number
    readonly side?: number
    readonly wcs?: boolean
    readonly object?: string
    readonly at?: readonly [ra: number, dec: number]
  },
): Given {
  const side = of.side ?? 32
  const pixels = new Int16Array(side * side)
  let state = of.seed * 7919 + 1
  for (let i = 0; i < pixels.length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    pixels[i] = state % 1000
  }
  const place = [
    card('CTYPE1', of.wcs === false ? 'X' : 'RA---TAN'),
    card('CTYPE2', 'DEC--TAN'),
    card('CRVAL1', of.at?.[0] ?? 40 + (of.seed % 100)),
    card('CRVAL2', of.at?.[1] ?? 12),
    card('CRPIX1', side / 2),
    card('CRPIX2', side / 2),
    card('CDELT1', -0.001),
    card('CDELT2', 0.001),
  ]
  const told = [
    card('OBJECT', of.object ?? `own ${of.seed}`),
    card('DATE-OBS', '2026-03-01T02:00:00'),
    card('EXPTIME', 30),
    card('FILTER', 'r'),
    card('INSTRUME', 'own camera'),
    card('AUTHOR', 'Ada'),
  ]
  return { name, mimeType: 'application/fits', buffer: Buffer.from(writeFits([{ axes: [side, side], data: pixels, cards: [...place, ...told] }])) }
}

/** An image as fpack leaves it (make-packed.py), of an object that nobody else's has: its name is 16 characters long. */
export function packedFits(name: string, seed: number): Given & { readonly object: string } {
  const object = `packed ${String(seed).padStart(9, '0')}`
  const buffer = Buffer.from(readFileSync(join(import.meta.dirname, 'packed.fits.fz')))
  buffer.write(object, buffer.indexOf('packed 000000000'))
  return { name, mimeType: 'application/octet-stream', buffer, object }
}

/** A real image of the shared data; null where they are not here. */
export function realFits(name: string): Given | null {
  const path = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'fits', name)
  return existsSync(path) ? { name, mimeType: 'application/fits', buffer: readFileSync(path) } : null
}
