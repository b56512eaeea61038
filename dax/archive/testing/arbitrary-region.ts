import fc from 'fast-check'
import type { Region } from '../../../vo/sky/region.ts'
import { destination, skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'

const unit = fc.integer({ min: 1_234_567, max: 998_765_432 }).map((n) => (n + 0.4567) / 1_000_000_001)

/** Positions all over the sky, many of them near the poles and near ra 0. Never on a round number, where boundaries would coincide. */
export const arbitraryPosition: fc.Arbitrary<SkyPos> = fc.tuple(unit, unit, fc.constantFrom('any', 'pole', 'wrap')).map(([u, v, where]) => {
  if (where === 'pole') return skyPos(u * 359.987, (v < 0.5 ? -1 : 1) * (89.99 - v * 3.1))
  if (where === 'wrap') return skyPos(359.513 + u * 0.97, v * 160.3 - 80.1)
  return skyPos(u * 359.987, (Math.asin(2 * v - 1) * 180) / Math.PI)
})

/** A simple polygon round a centre: corners in order of angle, at jittered distances of at most `size` deg. */
function polygonAround(center: SkyPos, size: number, jitter: readonly number[], reversed: boolean): Region {
  const n = jitter.length
  const vertices = jitter.map((j, i) => destination(center, ((i + 0.6 * j) * 360) / n + 3.3, size * (0.45 + 0.55 * j)))
  return { kind: 'polygon', vertices: reversed ? vertices.toReversed() : vertices }
}

/** Regions of all kinds but union, at a centre, of a size in deg. */
export function arbitraryRegionAt(center: SkyPos, size: number): fc.Arbitrary<Region> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Region>({ kind: 'point', at: center }) },
    { weight: 3, arbitrary: unit.map((u): Region => ({ kind: 'circle', center, radius: deg(size * (0.1 + 0.9 * u)) })) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.array(unit, { minLength: 3, maxLength: 9 }), fc.boolean())
        .map(([jitter, reversed]) => polygonAround(center, size, jitter, reversed)),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(unit, unit).map(([u, v]): Region => {
        const half = Math.min(170, (size * (0.1 + u)) / Math.max(0.02, Math.cos((center.dec * Math.PI) / 180)))
        const wrap = (x: number) => deg(((x % 360) + 360) % 360)
        return {
          kind: 'range',
          raMin: wrap(center.ra - half),
          raMax: wrap(center.ra + half),
          decMin: deg(Math.max(-90, center.dec - size * (0.1 + v))),
          decMax: deg(Math.min(90, center.dec + size * (0.1 + v))),
        }
      }),
    },
  )
}

/** Two regions near each other, often meeting: sizes from 0.4″ to 75°. */
export const arbitraryPair: fc.Arbitrary<readonly [Region, Region]> = fc
  .tuple(arbitraryPosition, unit, unit, unit, unit)
  .chain(([at, s, t, pa, d]) => {
    const size = 10 ** (-4 + s * 5.87)
    const other = Math.min(80, size * 10 ** (1.6 * t - 1))
    const there = destination(at, pa * 360, Math.min(179, d * 1.4 * (size + other)))
    return fc.tuple(arbitraryRegionAt(at, size), arbitraryRegionAt(there, other))
  })

/** A region, or several as a union. */
export const arbitraryUnion: fc.Arbitrary<Region> = fc
  .array(arbitraryPair, { minLength: 1, maxLength: 2 })
  .map((pairs): Region => ({ kind: 'union', parts: pairs.flat() }))
