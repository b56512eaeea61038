import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Call, CompareOp } from '../../../vo/adql/ast.ts'
import { shapeOf } from '../../../vo/sky/footprint-index.ts'
import { boundingCircle } from '../../../vo/sky/geometry.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { deg } from '../../../vo/sky/units.ts'
import { regionWhere } from '../region-search.ts'
import type { Bind } from '../region-search.ts'
import { catalogueRanges } from './catalogue-ranges.ts'
import type { Coords, Emitted, Emitter, Predicate } from './emitted.ts'
import { coordsOf, geometryOf, pointPair } from './geometry.ts'

/** Rounding that the windows round a circle forgive, deg. */
const slack = 1e-9

/** The functions that compare geometries. */
export const predicateFunctions: ReadonlySet<string> = new Set(['CONTAINS', 'INTERSECTS', 'DISTANCE'])

/** CONTAINS, INTERSECTS (1 or 0) and DISTANCE (deg). */
export function emitPredicate(call: Call, to: Emitter): Emitted {
  if (call.name === 'DISTANCE') {
    const points = pointPair(call, to)
    const [a, b] = points.map(coordsOf) as [Coords, Coords]
    return {
      sql: separation(a, b),
      type: 'double',
      points,
      field: { name: 'distance', datatype: 'double', unit: 'deg', ucd: 'pos.angDistance' },
    }
  }
  const [first, second] = call.args
  if (call.args.length !== 2 || first === undefined || second === undefined)
    return refuse(`${call.name} takes 2 geometries, found ${call.args.length}`, call.at)
  const [a, b] = [geometryOf(first, to), geometryOf(second, to)]
  const predicate = call.name === 'CONTAINS' ? contains(a, b, to) : intersects(a, b, to)
  return { sql: `(${predicate.exact})::integer`, type: 'int', predicate }
}

function separation(a: Coords, b: Coords): string {
  return `dax.separation(${a.ra}, ${a.dec}, ${b.ra}, ${b.dec})`
}

function contains(a: Emitted, b: Emitted, to: Emitter): Predicate {
  if (a.type === 'point') return pointInside(a, b, to)
  const exact = `dax.shape_contains(${a.sql}, ${b.sql})`
  return { exact, indexed: (isAlternative) => withIndex(exact, a, b, to.fresh, isAlternative) ?? exact }
}

function intersects(a: Emitted, b: Emitted, to: Emitter): Predicate {
  if (a.type === 'point') return pointInside(a, b, to)
  if (b.type === 'point') return pointInside(b, a, to)
  const exact = `dax.shape_intersects(${a.sql}, ${b.sql})`
  // what the index gives has been tested exactly
  return { exact, indexed: (isAlternative) => footprintMeets(a, b, to.fresh, isAlternative) ?? exact }
}

function withIndex(exact: string, a: Emitted, b: Emitted, fresh: Bind, isAlternative: boolean): string | null {
  const meets = footprintMeets(a, b, fresh, isAlternative)
  return meets === null ? null : `(${meets} AND ${exact})`
}

/** A footprint of the archive that meets a constant region or another footprint, by its index; null where the two are not that. */
function footprintMeets(a: Emitted, b: Emitted, fresh: Bind, isAlternative: boolean): string | null {
  if (a.imageId !== undefined && b.region !== undefined) return regionWhere(b.region, a.imageId, fresh, isAlternative)
  if (b.imageId !== undefined && a.region !== undefined) return regionWhere(a.region, b.imageId, fresh, isAlternative)
  if (a.imageId === undefined || b.imageId === undefined) return null
  // both ways round: which of the two is looked up for the other is the planner's choice
  return `(${a.imageId} = ANY (dax.images_with(${b.imageId})) AND ${b.imageId} = ANY (dax.images_with(${a.imageId})))`
}

function pointInside(p: Emitted, b: Emitted, { bind, fresh }: Emitter): Predicate {
  const at = coordsOf(p)
  if (b.circle !== undefined) {
    const { center, radius } = b.circle
    const exact = `${separation(at, center)} <= ${radius}`
    return { exact: `(${exact})`, indexed: () => near(at, center, radius, exact) }
  }
  const region = b.region
  const exact =
    region?.kind === 'circle'
      ? `(dax.separation(${at.ra}, ${at.dec}, ${bind(region.center.ra, 'float8')}, ${bind(region.center.dec, 'float8')}) <= ${bind(region.radius, 'float8')})`
      : `dax.shape_has(${region === undefined ? b.sql : bind(shapeOf(region), 'float8[]')}, ${at.ra}, ${at.dec})`
  return {
    exact,
    indexed: (isAlternative) => {
      if (p.region !== undefined && b.imageId !== undefined) return regionWhere(p.region, b.imageId, fresh, isAlternative)
      // the exact test stands there for the plans that look no image up
      if (b.imageId !== undefined) return `(${b.imageId} = ANY (dax.images_at(${at.ra}, ${at.dec})) AND ${exact})`
      return region !== undefined && at.plain ? `(${window(at, region, fresh)} AND ${exact})` : exact
    },
  }
}

/** Two positions within a radius of each other: bands of declination, for an index on either, then the exact test. */
function near(a: Coords, b: Coords, radius: string, exact: string): string {
  const bands = [
    [a, b],
    [b, a],
  ] as const
  const windows = bands
    .filter(([x]) => x.plain)
    .map(([x, y]) => `${x.dec} BETWEEN ${y.dec} - ${radius} - ${slack} AND ${y.dec} + ${radius} + ${slack}`)
  return `(${[...windows, exact].join(' AND ')})`
}

/**
 * Conditions that every position in the region fulfils and an index answers: HEALPix ranges where the table has them, else declination and right
 * ascension. Their text does not depend on the region.
 */
function window(at: Coords, region: Region, fresh: Bind): string {
  if (at.hpx !== undefined) {
    const { hpx } = at
    return `(${catalogueRanges(region)
      .map((r) => `(${hpx} >= ${fresh(r.lo, 'bigint')} AND ${hpx} < ${fresh(r.hi, 'bigint')})`)
      .join(' OR ')})`
  }
  const { center, radius } = boundingCircle(region)
  const [south, north] = [center.dec - radius - slack, center.dec + radius + slack]
  const sine = Math.sin((radius * Math.PI) / 180) / Math.cos((center.dec * Math.PI) / 180)
  const half = south > -90 && north < 90 && radius < 80 && sine < 1 ? (Math.asin(sine) * 180) / Math.PI + slack : 360
  const spans = [0, 360, -360].map(
    (turn) => `${at.ra} BETWEEN ${fresh(center.ra - half + turn, 'float8')} AND ${fresh(center.ra + half + turn, 'float8')}`,
  )
  return `${at.dec} BETWEEN ${fresh(south, 'float8')} AND ${fresh(north, 'float8')} AND (${spans.join(' OR ')})`
}

/** DISTANCE(…) < r as a condition that an index helps; null where it cannot. `points` are those of the DISTANCE. */
export function distanceWithin(
  points: readonly [Emitted, Emitted],
  op: CompareOp,
  radius: { readonly sql: string; readonly value: number | null },
  fresh: Bind,
): string | null {
  if (op !== '<' && op !== '<=') return null
  const [a, b] = points.map(coordsOf) as [Coords, Coords]
  const exact = `${separation(a, b)} ${op} ${radius.sql}`
  for (const [moving, fixed] of [points, [points[1], points[0]]] as const) {
    const at = coordsOf(moving)
    if (!at.plain || fixed.region?.kind !== 'point' || radius.value === null) continue
    const circle = { kind: 'circle', center: fixed.region.at, radius: deg(Math.min(180, Math.max(0, radius.value))) } as const
    return `(${window(at, circle, fresh)} AND ${exact})`
  }
  return a.plain || b.plain ? near(a, b, radius.sql, exact) : null
}
