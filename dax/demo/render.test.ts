import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFits } from '../../vo/fits/file.ts'
import { separation, skyPos } from '../../vo/sky/sky-pos.ts'
import { wcsOf } from '../../vo/sky/wcs.ts'
import { footprintOf } from '../../vo/sky/wcs/footprint.ts'
import { obscoreFromFits } from '../../vo/obscore/from-header.ts'
import recorded from './testing/digests.json'
import { testWorld } from './testing/world.ts'
import { demoImage } from './image.ts'
import { renderFits } from './render.ts'
import { demoRow } from './survey.ts'
import { toSky } from './tan.ts'

const world = testWorld()
const cosmosVisit = 2026031700129
const keys = [
  `raw/${cosmosVisit}/94`,
  `visit_image/${cosmosVisit}/94`,
  `visit_image/${cosmosVisit}/0`,
  `difference_image/${cosmosVisit}/94`,
  'deep_coadd/9813/112/r',
  'template_coadd/3536/12/g',
  'visit_image/2026031900085/188',
]
const astropy = spawnSync('/usr/bin/python3', ['-c', 'import astropy, numpy']).status === 0

describe('an image of the demo', () => {
  it('is the same bytes each time and on each machine', () => {
    const digests = Object.fromEntries(keys.map((key) => [key, createHash('sha256').update(renderFits(world, key)!).digest('hex')]))
    const again = createHash('sha256').update(renderFits(testWorld(), keys[1]!)!).digest('hex')
    expect(again).toBe(digests[keys[1]!])
    expect(digests).toEqual(recorded)
  })

  it.each(keys)('%s has a header that says what its row says', (key) => {
    const file = readFits(renderFits(world, key)!)
    if (!file.ok) throw new Error(file.error.message)
    const { header } = file.value.hdus[0]!
    expect(header.text('TELESCOP')).toContain('synthetic')
    const wcs = wcsOf(header)
    if (!wcs.ok) throw new Error(wcs.error.message)
    const image = demoImage(world.plan, key)!
    const region = footprintOf(wcs.value, image.pixels.nx, image.pixels.ny)
    if (region?.kind !== 'polygon') throw new Error('the footprint is no polygon')
    const row = demoRow(world.plan, key, 'ivo://x?')
    if (row?.region?.kind !== 'polygon') throw new Error(`${key} has no row`)
    for (const vertex of row.region.vertices) expect(Math.min(...region.vertices.map((mine) => separation(mine, vertex))) * 3600).toBeLessThan(1)
    const own = obscoreFromFits(file.value, key)
    if (!own.ok) throw new Error(JSON.stringify(own.error))
    expect(own.value.t_min).toBeCloseTo(row.t_min!, 6)
    expect(own.value.t_exptime).toBe(row.t_exptime)
    expect(own.value.em_min! < row.em_max! && own.value.em_max! > row.em_min!).toBe(true)
  })

  it.skipIf(!astropy)(
    "opens in astropy without a warning, with catalogue stars within 0.2″ of their pixels (skipped without Debian's python3-astropy)",
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'skydax-demo-'))
      try {
        const measured = keys.filter((key) => !key.startsWith('difference'))
        const files = measured.flatMap((key, k) => {
          const image = demoImage(world.plan, key)!
          const center = toSky(image.pixels, image.pixels.nx / 2, image.pixels.ny / 2)
          const near = world.sky.objectsNear(center, 0.16, 22)
          // Neighbours pull centroids: only stars that are alone within 6″ down to three magnitudes fainter.
          const alone = near.filter(
            (star) =>
              star.type === 'star' &&
              star.mags[2]! > 14 &&
              star.mags[2]! < 18.5 &&
              !near.some(
                (other) =>
                  other !== star && other.mags[image.band.index]! < star.mags[image.band.index]! + 3.5 && separation(other.pos, star.pos) < 7 / 3600,
              ),
          )
          const path = join(folder, `${k}.fits`)
          writeFileSync(path, renderFits(world, key)!)
          writeFileSync(`${path}.json`, JSON.stringify(alone.map(({ pos }) => [pos.ra, pos.dec])))
          return [path, `${path}.json`]
        })
        const run = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'testing/centroids.py'), ...files], { encoding: 'utf8' })
        expect(run.stderr).toBe('')
        const results = JSON.parse(run.stdout) as {
          n: number
          median: number
          largest: number
          footprint: number[][]
          synthetic: boolean
          shape: number[]
        }[]
        for (const [k, result] of results.entries()) {
          expect(result.n, measured[k]).toBeGreaterThan(15)
          expect(result.median, measured[k]).toBeLessThan(0.05)
          expect(result.largest, measured[k]).toBeLessThan(0.2)
          expect(result.synthetic).toBe(true)
          const { pixels } = demoImage(world.plan, measured[k]!)!
          const corner = result.footprint[0]!
          expect(separation(skyPos(corner[0]!, corner[1]!), toSky(pixels, -0.5, -0.5)) * 3600).toBeLessThan(0.001)
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
    120_000,
  )

  it.each([
    'raw/1/2',
    'raw/2026031700129/189',
    'raw/2026031700129/-1',
    'visit_image/2026031700129',
    'deep_coadd/9813/112/q',
    'deep_coadd/9813/999/r',
    'x',
    '',
    'raw/2026031700129/94/r',
    '../../etc/passwd',
  ])('%j is none', (key) => expect(renderFits(world, key)).toBeNull())
})
