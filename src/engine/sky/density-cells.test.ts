import { describe, expect, it } from 'vitest'
import { destination, skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import { densityLevels } from './density-cells.ts'
import { fairShare } from './footprint-layer.ts'
import { bucketOrder, buildFootprints, thinAbove } from './footprint-set.ts'

function square(ra: number, dec: number, half: number): string {
  const corners = [45, 135, 225, 315].map((a) => destination(skyPos(ra, dec), deg(a), deg(half * Math.SQRT2)))
  return `POLYGON ICRS ${corners.map((p) => `${p.ra} ${p.dec}`).join(' ')}`
}
const palette = [
  [1, 0, 0, 1],
  [0, 0, 1, 1],
] as const

describe('density of footprints', () => {
  const regions = Array.from({ length: 3000 }, (_, i) =>
    square((i * 137.5) % 360, Math.asin(1 - (2 * i + 1) / 3000) * 57.2958, i % 10 === 0 ? 0.5 : 0.1),
  )
  const set = buildFootprints(regions)

  it('has cells as wide as the footprints at its finest, and loses none on the way up', () => {
    const levels = densityLevels(set, () => 0, palette)
    expect(levels[0]?.order).toBe(8)
    expect(levels.at(-1)?.order).toBe(bucketOrder)
    const finest = new Set(set.cell)
    expect(levels[0]?.cells.length).toBe(finest.size)
    for (const [i, level] of levels.entries()) {
      expect([...level.cells]).toEqual([...new Set([...finest].map((c) => Math.floor(c / 4 ** i)))].sort((a, b) => a - b))
      expect(level.buckets.at(-1)).toBe(level.cells.length)
      // red alone was painted, and every cell can be seen
      for (let c = 0; c < level.cells.length; c++) {
        expect([...level.rgba.slice(4 * c, 4 * c + 3)]).toEqual([255, 0, 0])
        expect(level.rgba[4 * c + 3]).toBeGreaterThan(0)
      }
    }
  })

  it('mixes colours by area, and leaves out rows that are filtered away', () => {
    const two = buildFootprints([square(10, 20, 0.1), square(10, 20, 0.1), square(50, 20, 0.1)])
    const [level] = densityLevels(two, (ring) => (two.row[ring] === 2 ? 255 : two.row[ring]!), palette)
    const shown = [...(level?.cells ?? [])].map((_, i) => [...(level?.rgba.slice(4 * i, 4 * i + 4) ?? [])])
    expect(shown.filter((c) => c[3]! > 0)).toEqual([[128, 0, 128, 255]])
    expect(shown.filter((c) => c[3] === 0)).toHaveLength(1)
  })

  it('orders large sets from large to small within a bucket', () => {
    const many = buildFootprints(Array.from({ length: thinAbove + 1 }, (_, i) => square((i * 0.618) % 3, (i * 0.414) % 3, i % 100 === 0 ? 0.5 : 0.1)))
    const classOf = (k: number): number => Math.floor(2 - Math.log2(many.caps[4 * k + 3]!))
    for (let b = 0; b < many.buckets.length - 1; b++)
      for (let k = many.buckets[b]! + 1; k < many.buckets[b + 1]!; k++) expect(classOf(k)).toBeGreaterThanOrEqual(classOf(k - 1))
    expect(new Set(many.row).size).toBe(thinAbove + 1)
  })
})

it('shares a budget so that small buckets keep all', () => {
  expect(fairShare(Int32Array.of(5, 1000, 3), 28)).toBe(20)
  expect(fairShare(Int32Array.of(5, 2, 3), 28)).toBe(5)
  expect(fairShare(Int32Array.of(10, 10, 10), 2)).toBe(1)
})
