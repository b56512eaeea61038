import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxCorners } from './box.ts'
import { footprintCells, queryRanges, regionOf, shapeOf } from './footprint-index.ts'
import type { KeyRange } from './footprint-index.ts'
import { intersects } from './geometry.ts'
import type { Region } from './region.ts'
import { destination, skyPos } from './sky-pos.ts'
import { anyPos, anyRegion, nearbyRegions } from './testing/regions.ts'
import { deg } from './units.ts'

function any(keys: readonly bigint[], ranges: readonly KeyRange[]): boolean {
  return keys.some((k) => ranges.some((r) => k >= r.lo && k < r.hi))
}

/** Throws when the index would lose a pair that meets, or promise one that does not. */
function check(footprint: Region, query: Region): void {
  const keys = footprintCells(footprint)
  const { sure, maybe } = queryRanges(query)
  const meets = intersects(footprint, query)
  if (meets && !any(keys, sure) && !any(keys, maybe)) throw new Error('the index misses a footprint that meets the region')
  if (!meets && any(keys, sure)) throw new Error('the index is sure of a footprint that does not meet the region')
}

describe('the index of footprints', () => {
  it('misses no footprint that meets the region, and is sure only of those that do', () => {
    fc.assert(
      fc.property(nearbyRegions, ([a, b]) => {
        check(a, b)
      }),
      { numRuns: 2500 },
    )
    fc.assert(
      fc.property(anyRegion, anyRegion, (a, b) => {
        check(a, b)
      }),
      { numRuns: 400 },
    )
  })

  it('holds for detectors at the rim of a query, everywhere and at the poles', () => {
    const angle = fc.double({ min: 0, max: 360, noNaN: true })
    fc.assert(
      fc.property(
        anyPos,
        fc.double({ min: 0.02, max: 12, noNaN: true }),
        angle,
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        (p, radius, pa, off) => {
          const at = destination(p, pa, Math.max(0, radius + off))
          check({ kind: 'polygon', vertices: boxCorners(at, 0.2, 0.2) }, { kind: 'circle', center: p, radius: deg(radius) })
        },
      ),
      { numRuns: 2500 },
    )
  })

  it('indexes a detector under a handful of order-8 keys, and larger footprints coarser, never more than 64', () => {
    const detector = footprintCells({ kind: 'polygon', vertices: boxCorners(skyPos(53, -28), 0.22, 0.22) })
    expect(detector.length).toBeLessThanOrEqual(9)
    for (const k of detector) expect(k >= 4n * 4n ** 8n && k < 16n * 4n ** 8n).toBe(true)
    expect(footprintCells({ kind: 'circle', center: skyPos(0, 0), radius: deg(180) })).toEqual(Array.from({ length: 48 }, (_, i) => BigInt(16 + i)))
    fc.assert(
      fc.property(anyRegion, (r) => {
        const keys = footprintCells(r)
        expect(keys.length).toBeGreaterThan(0)
        expect(keys.length).toBeLessThanOrEqual(64)
        expect(keys.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(keys)
        expect(new Set(keys).size).toBe(keys.length)
      }),
      { numRuns: 500 },
    )
  })

  it('gives sorted ranges that are apart, sure from maybe too', () => {
    fc.assert(
      fc.property(anyRegion, (r) => {
        const { sure, maybe } = queryRanges(r)
        const all = [...sure, ...maybe].toSorted((a, b) => (a.lo < b.lo ? -1 : 1))
        for (const [i, x] of all.entries()) {
          expect(x.lo < x.hi).toBe(true)
          const before = all[i - 1]
          if (before !== undefined) expect(before.hi <= x.lo).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('writes regions as numbers and reads them back', () => {
    fc.assert(
      fc.property(anyRegion, (r) => {
        expect(regionOf(shapeOf(r))).toEqual(r)
      }),
    )
    expect(
      shapeOf({
        kind: 'union',
        parts: [
          { kind: 'point', at: skyPos(1, 2) },
          { kind: 'circle', center: skyPos(3, 4), radius: deg(5) },
        ],
      }),
    ).toEqual([4, 3, 0, 1, 2, 4, 1, 3, 4, 5])
    for (const bad of [[], [7, 1, 2], [0, 1], [1, 1, 2, -3], [2, 1, 2, 3, 4], [4], [4, 99, 0, 1, 2], [4, 0]])
      expect(() => regionOf(bad)).toThrow(RangeError)
  })

  const hsc = join(process.env['SKYDAX_DATA'] ?? '../shared/data', 'visits/hsc_rc2_subset_decoded.json')
  it.skipIf(!existsSync(hsc))('finds the real HSC detector footprints as the exact test does (skipped where shared/data is absent)', () => {
    const text = readFileSync(hsc, 'utf8')
    const polygons = Array.from(
      text.matchAll(/\[\s*(\[[-\d.,e\s]+\](?:\s*,\s*\[[-\d.,e\s]+\]){2,})\s*\]/gu),
      (m) => JSON.parse(`[${m[1]}]`) as [number, number][],
    )
    const footprints = polygons
      .filter((p) => p.length === 4)
      .map((p): Region => ({ kind: 'polygon', vertices: p.map(([ra, dec]) => skyPos(ra, dec)) }))
    expect(footprints.length).toBeGreaterThanOrEqual(1132)
    const indexed = footprints.map((f) => ({ f, keys: footprintCells(f) }))
    const first = footprints[0]
    if (first?.kind !== 'polygon') throw new Error('no footprint')
    for (const radius of [0.01, 0.1, 0.7]) {
      const query: Region = { kind: 'circle', center: first.vertices[0] ?? skyPos(0, 0), radius: deg(radius) }
      const { sure, maybe } = queryRanges(query)
      const found = indexed.filter(({ f, keys }) => any(keys, sure) || (any(keys, maybe) && intersects(f, query)))
      expect(found.length).toBe(footprints.filter((f) => intersects(f, query)).length)
      expect(found.length).toBeGreaterThan(0)
    }
  })
})
