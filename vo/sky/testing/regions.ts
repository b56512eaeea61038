import * as fc from 'fast-check'
import type { Region } from '../region.ts'
import { destination, skyPos } from '../sky-pos.ts'
import type { SkyPos } from '../sky-pos.ts'
import { deg } from '../units.ts'

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })

/** Directions spread over the sphere, with the poles, RA 0 and HEALPix's own seams more often than chance has it. */
export const anyPos: fc.Arbitrary<SkyPos> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(real(0, 360), real(-1, 1)).map(([ra, z]) => skyPos(ra, (Math.asin(z) * 180) / Math.PI)) },
  { weight: 1, arbitrary: fc.tuple(real(0, 360), real(0, 1), fc.constantFrom(-1, 1)).map(([ra, c, s]) => skyPos(ra, s * (90 - c))) },
  { weight: 1, arbitrary: fc.tuple(real(-1, 1), real(-90, 90)).map(([ra, dec]) => skyPos(ra, dec)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      skyPos(0, 90),
      skyPos(0, -90),
      skyPos(0, 0),
      skyPos(45, 41.8103148957786),
      skyPos(90, 0),
      skyPos(180, -41.8103148957786),
    ),
  },
)

/** Angular sizes from an arc second to most of the sky, deg. */
export const anySize: fc.Arbitrary<number> = fc.oneof(
  real(-3.5, 1.7).map((x) => 10 ** x),
  real(0.05, 0.5),
)

/** A star-shaped (hence simple) polygon round a centre, either winding, of radius below `most` deg. */
export const starPolygon = (center: SkyPos, size: number, most = 85): fc.Arbitrary<Region> =>
  fc
    .tuple(fc.array(fc.tuple(real(0.2, 0.9), real(0.2, 1)), { minLength: 3, maxLength: 9 }), real(0, 360), fc.boolean())
    .map(([spikes, turn, reverse]) => {
      const step = 360 / spikes.length
      const vertices = spikes.map(([angle, reach], i) => destination(center, turn + (i + angle) * step, Math.min(size, most) * reach))
      return { kind: 'polygon', vertices: reverse ? vertices.toReversed() : vertices }
    })

const point: fc.Arbitrary<Region> = anyPos.map((at) => ({ kind: 'point', at }))
const circle: fc.Arbitrary<Region> = fc
  .tuple(anyPos, fc.oneof(anySize, real(80, 180), fc.constant(0)))
  .map(([center, r]) => ({ kind: 'circle', center, radius: deg(r) }))
const polygon: fc.Arbitrary<Region> = fc.tuple(anyPos, anySize).chain(([c, s]) => starPolygon(c, s))
const range: fc.Arbitrary<Region> = fc.tuple(anyPos, anySize, anySize, fc.boolean()).map(([p, w, h, ring]) => ({
  kind: 'range',
  raMin: ring ? deg(0) : p.ra,
  raMax: ring ? deg(360) : deg((p.ra + w * 3) % 360),
  decMin: p.dec,
  decMax: deg(Math.min(90, p.dec + h)),
}))

export const simpleRegion: fc.Arbitrary<Region> = fc.oneof(point, circle, polygon, range)
export const anyRegion: fc.Arbitrary<Region> = fc.oneof(
  { weight: 5, arbitrary: simpleRegion },
  { weight: 1, arbitrary: fc.array(simpleRegion, { minLength: 2, maxLength: 3 }).map((parts): Region => ({ kind: 'union', parts })) },
)

/** A region of any kind round a centre. */
const shapeAt = (c: SkyPos, s: number): fc.Arbitrary<Region> =>
  fc.oneof(
    fc.constant<Region>({ kind: 'circle', center: c, radius: deg(Math.min(180, s)) }),
    starPolygon(c, s),
    fc.constant<Region>({
      kind: 'range',
      raMin: deg((c.ra - s + 360) % 360),
      raMax: deg((c.ra + s) % 360),
      decMin: deg(Math.max(-90, c.dec - s)),
      decMax: deg(Math.min(90, c.dec + s)),
    }),
    fc.constant<Region>({ kind: 'point', at: c }),
  )

/** Two regions that lie near each other, so that they meet, touch or just miss. */
export const nearbyRegions: fc.Arbitrary<readonly [Region, Region]> = fc
  .tuple(anyPos, anySize, real(0, 360), real(0, 2), real(0.05, 3))
  .chain(([p, size, pa, gap, scale]) => {
    const q = destination(p, pa, Math.min(170, size * gap))
    return fc.tuple(shapeAt(p, Math.min(size, 60)), shapeAt(q, Math.min(size * scale, 60)))
  })
