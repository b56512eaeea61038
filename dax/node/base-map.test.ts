import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { skyToFace } from '../../vo/hips/face.ts'
import { parseProperties } from '../../vo/hips/properties.ts'
import { tilePath, tileWidth } from '../../vo/hips/tile.ts'
import { cellAt } from '../../vo/sky/healpix.ts'
import { readMocFits } from '../../vo/sky/moc-fits.ts'
import { mocFraction } from '../../vo/sky/moc.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { buildBaseMap } from './base-map.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'skydax-base-')), 'base')
afterAll(() => rmSync(join(folder, '..'), { recursive: true }))
const order = 2
const tiles = new Map<number, Buffer>()

async function pixel(ra: number, dec: number): Promise<number> {
  const { face, x, y } = skyToFace(skyPos(ra, dec))
  const n = 2 ** order
  const npix = cellAt(order, face, Math.floor(x * n), Math.floor(y * n))
  let tile = tiles.get(npix)
  if (tile === undefined) {
    tile = await sharp(join(folder, tilePath(order, npix, 'jpg')))
      .greyscale()
      .blur(12)
      .raw()
      .toBuffer()
    tiles.set(npix, tile)
  }
  return tile[Math.floor(((x * n) % 1) * tileWidth) * tileWidth + Math.floor(((y * n) % 1) * tileWidth)]!
}

describe('the base map', () => {
  beforeAll(async () => {
    const steps: number[] = []
    expect(await buildBaseMap(folder, (part) => steps.push(part))).toBe('built')
    expect(steps.at(-1)).toBe(1)
  }, 90_000)

  it('is there whole, says whose it is, and is not built twice', async () => {
    for (let k = 0; k <= 2; k++) for (let npix = 0; npix < 12 * 4 ** k; npix++) expect(existsSync(join(folder, tilePath(k, npix, 'jpg')))).toBe(true)
    expect(parseProperties(readFileSync(join(folder, 'properties'), 'utf8'))).toMatchObject({
      hips_order: '2',
      hips_tile_width: '512',
      hips_frame: 'equatorial',
    })
    const moc = readMocFits(readFileSync(join(folder, 'Moc.fits')))
    expect(moc.ok && mocFraction(moc.value)).toBe(1)
    expect(await buildBaseMap(folder)).toBe('present')
  })

  it('has the Milky Way, the Large Cloud and the Coalsack where they are', async () => {
    const bulge = await pixel(270, -29)
    const cloud = await pixel(80.9, -69.5)
    const pole = await pixel(192.86, 27.13)
    expect(bulge).toBeGreaterThan(100)
    expect(pole).toBeLessThan(40)
    expect(cloud).toBeGreaterThan((await pixel(80.9, -60)) + 10)
    expect(await pixel(192.5, -63)).toBeLessThan((await pixel(186, -60)) - 10)
  })

  it('has no seams: tiles that meet agree along their edge', async () => {
    for (const [ra, dec] of [
      [67.5, 20],
      [90, 41.81],
      [0.0001, 10],
      [112.5, 41],
      [45, 66],
      [200, -41.8],
      [180, 0],
    ] as const) {
      const [a, b] = [await pixel(ra - 0.25, dec), await pixel(ra + 0.25, dec)]
      expect(Math.abs(a - b)).toBeLessThan(16)
    }
  })
})
