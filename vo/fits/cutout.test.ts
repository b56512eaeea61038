import { describe, expect, it } from 'vitest'
import { deg } from '../sky/units.ts'
import { contains } from '../sky/geometry.ts'
import { separation, skyPos } from '../sky/sky-pos.ts'
import type { Region } from '../sky/region.ts'
import { pixelBox } from '../sky/wcs/pixel-box.ts'
import { wcsOf } from '../sky/wcs.ts'
import { card, type Card } from './card.ts'
import { cutFits } from './cutout.ts'
import { readFits, type FitsFile } from './file.ts'
import { storedPixels } from './pixels.ts'
import { realFits, realFitsFolder } from './testing/real-data.ts'
import { writeFits } from './write.ts'

const nx = 300
const ny = 200
const wcsCards = [
  card('CTYPE1', 'RA---TAN-SIP'),
  card('CTYPE2', 'DEC--TAN-SIP'),
  card('CRVAL1', 359.99),
  card('CRVAL2', 60.123456789),
  card('CRPIX1', 151.25),
  card('CRPIX2', 90.5),
  card('CD1_1', -5.5e-5),
  card('CD1_2', 2e-6),
  card('CD2_1', 1.5e-6),
  card('CD2_2', 5.5e-5),
  card('A_ORDER', 2),
  card('B_ORDER', 2),
  card('A_2_0', 1e-6),
  card('B_1_1', -2e-6),
  card('CRPIX1A', 10),
  card('LTV1', -3),
  card('CNPIX1', 12237),
]
const counting = Int32Array.from({ length: nx * ny }, (_, i) => i)
const circle = (ra: number, dec: number, radius: number): Region => ({ kind: 'circle', center: skyPos(ra, dec), radius: deg(radius) })

function fileOf(extra: readonly Card[] = []): FitsFile {
  const image = { axes: [nx, ny], data: counting, cards: [...wcsCards, ...extra] }
  const mask = { axes: [nx, ny], data: Uint8Array.from(counting, (i) => i % 251), cards: [card('EXTNAME', 'MASK')] }
  return parsed(writeFits([image, mask]))
}

function parsed(bytes: Uint8Array): FitsFile {
  const file = readFits(bytes)
  if (!file.ok) throw new Error(file.error.message)
  return file.value
}

describe('a cut-out', () => {
  it('has the pixels of the original at the same places of the sky, in all images of the grid', () => {
    const file = fileOf()
    const full = wcsOf(file.hdus[0]!.header)
    if (!full.ok) throw new Error(full.error.message)
    const cut = cutFits(file, { region: circle(359.99, 60.1235, 0.002) })
    if (!cut.ok || cut.value === null) throw new Error('no cut-out')
    const out = parsed(cut.value.bytes)
    expect(out.hdus).toHaveLength(2)
    const wcs = wcsOf(out.hdus[0]!.header)
    const pixels = storedPixels(out.hdus[0]!)
    const mask = storedPixels(out.hdus[1]!)
    if (!wcs.ok || !pixels.ok || !mask.ok) throw new Error('not readable')
    const [w, h] = pixels.value.axes as [number, number]
    expect(w).toBeGreaterThan(70)
    expect(w).toBeLessThan(80)
    for (const [x, y] of [
      [0, 0],
      [w - 1, h - 1],
      [5, 17],
    ] as const) {
      const value = Number(pixels.value.data[y * w + x])
      const [fx, fy] = [value % nx, Math.floor(value / nx)]
      expect(separation(wcs.value.toSky(x, y)!, full.value.toSky(fx, fy)!)).toBeLessThan(1e-12)
      expect(mask.value.data[y * w + x]).toBe(value % 251)
    }
    const shift = 151.25 - out.hdus[0]!.header.number('CRPIX1')!
    expect(out.hdus[0]!.header.number('CRPIX1A')).toBe(10 - shift)
    expect(out.hdus[0]!.header.number('LTV1')).toBe(-3 - shift)
    expect(out.hdus[0]!.header.number('CNPIX1')).toBe(12237 + shift)
    expect(out.hdus[0]!.header.has('A_2_0')).toBe(true)
  })

  it('holds every pixel whose centre is in the region, and no row or column more than needed', () => {
    const wcs = wcsOf(fileOf().hdus[0]!.header)
    if (!wcs.ok) throw new Error(wcs.error.message)
    const regions: Region[] = [
      circle(359.99, 60.1235, 0.002),
      circle(0.0, 60.12, 0.006),
      { kind: 'polygon', vertices: [skyPos(359.985, 60.12), skyPos(0.001, 60.121), skyPos(359.99, 60.128)] },
      { kind: 'range', raMin: deg(359.98), raMax: deg(359.995), decMin: deg(60.12), decMax: deg(90) },
    ]
    for (const region of regions) {
      const box = pixelBox(wcs.value, nx, ny, region)!
      let [x0, x1, y0, y1] = [nx, 0, ny, 0]
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          if (!contains(region, wcs.value.toSky(x, y)!)) continue
          x0 = Math.min(x0, x)
          x1 = Math.max(x1, x + 1)
          y0 = Math.min(y0, y)
          y1 = Math.max(y1, y + 1)
        }
      }
      expect(box.x0).toBeLessThanOrEqual(x0)
      expect(box.x1).toBeGreaterThanOrEqual(x1)
      expect(box.y0).toBeLessThanOrEqual(y0)
      expect(box.y1).toBeGreaterThanOrEqual(y1)
      expect(x0 - box.x0 + box.x1 - x1 + y0 - box.y0 + box.y1 - y1).toBeLessThanOrEqual(5)
    }
  })

  it('is the whole image for a region around it, and none for one that misses it', () => {
    const wcs = wcsOf(fileOf().hdus[0]!.header)
    if (!wcs.ok) throw new Error(wcs.error.message)
    expect(pixelBox(wcs.value, nx, ny, circle(10, 60, 20))).toEqual({ x0: 0, x1: nx, y0: 0, y1: ny })
    expect(pixelBox(wcs.value, nx, ny, circle(10, 60, 170))).toEqual({ x0: 0, x1: nx, y0: 0, y1: ny })
    expect(pixelBox(wcs.value, nx, ny, circle(180, -60, 1))).toBeNull()
    expect(pixelBox(wcs.value, nx, ny, circle(359.9, 60.1235, 0.001))).toBeNull()
    expect(cutFits(fileOf(), { region: circle(180, -60, 1) })).toEqual({ ok: true, value: null })
  })

  it('of a cube follows BAND', () => {
    const cards = [
      card('CTYPE1', 'RA---TAN'),
      card('CTYPE2', 'DEC--TAN'),
      card('CRVAL1', 10),
      card('CRVAL2', 20),
      card('CRPIX1', 5),
      card('CRPIX2', 5),
      card('CDELT1', -0.1),
      card('CDELT2', 0.1),
      card('CTYPE3', 'WAVE'),
      card('CUNIT3', 'nm'),
      card('CRVAL3', 500),
      card('CRPIX3', 1),
      card('CDELT3', 10),
    ]
    const file = parsed(writeFits([{ axes: [10, 10, 6], data: Int16Array.from({ length: 600 }, (_, i) => Math.floor(i / 100)), cards }]))
    const cut = cutFits(file, { band: { low: 518e-9, high: 534e-9 } })
    if (!cut.ok || cut.value === null) throw new Error('no cut-out')
    const out = parsed(cut.value.bytes).hdus[0]!
    const pixels = storedPixels(out)
    if (!pixels.ok) throw new Error(pixels.error.message)
    expect(pixels.value.axes).toEqual([10, 10, 2])
    expect(pixels.value.data[0]).toBe(2)
    expect(out.header.number('CRPIX3')).toBe(-1)
    expect(cutFits(file, { band: { low: 1e-3, high: 1e-2 } })).toEqual({ ok: true, value: null })
  })

  it('of a file without WCS is refused with what is missing', () => {
    const cut = cutFits(parsed(writeFits([{ axes: [2, 2], data: new Uint8Array(4), cards: [] }])), { region: circle(1, 2, 3) })
    expect(!cut.ok && cut.error.message).toContain('no WCS: RA---TAN expected in CTYPE1')
  })

  it.skipIf(realFitsFolder() === null)('works on real images in TAN and galactic CAR (skipped: no ../shared/data)', () => {
    for (const [name, ra, dec, size] of [
      ['HorseHead.fits', 85.27, -2.46, 0.05],
      ['gc_msx_e.fits', 266.4, -28.94, 0.1],
      ['gc_2mass_j.fits', 266.4, -28.9, 0.03],
    ] as const) {
      const file = parsed(realFits(name))
      const cut = cutFits(file, { region: circle(ra, dec, size) })
      if (!cut.ok || cut.value === null) throw new Error(name)
      const wcs = wcsOf(parsed(cut.value.bytes).hdus[0]!.header)
      if (!wcs.ok) throw new Error(wcs.error.message)
      const [x, y] = wcs.value.toPixel(skyPos(ra, dec))!
      const { header } = parsed(cut.value.bytes).hdus[0]!
      expect(Math.abs(x - (header.number('NAXIS1')! - 1) / 2)).toBeLessThan(1.5)
      expect(Math.abs(y - (header.number('NAXIS2')! - 1) / 2)).toBeLessThan(1.5)
    }
  })
})
