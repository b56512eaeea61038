import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Call, Expr } from '../../../vo/adql/ast.ts'
import { boxCorners } from '../../../vo/sky/box.ts'
import { shapeOf } from '../../../vo/sky/footprint-index.ts'
import { toIcrs } from '../../../vo/sky/frames.ts'
import type { Frame } from '../../../vo/sky/frames.ts'
import { parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import { constantNumber } from './constant.ts'
import type { Coords, Emitted, Emitter } from './emitted.ts'
import { as, isNumeric, wordFor } from './types.ts'

/** A geometry that is known before the query runs: one parameter. */
export function constantShape(region: Region, to: Emitter): Emitted {
  const sql = to.bind(shapeOf(region), 'float8[]')
  if (region.kind !== 'point') return { sql, type: 'shape', region }
  return { sql, type: 'point', region, coords: { ra: to.bind(region.at.ra, 'float8'), dec: to.bind(region.at.dec, 'float8'), plain: false } }
}

/** Coordinates of a point, however it is written. */
export function coordsOf(p: Emitted): Coords {
  return p.coords ?? { ra: `(${p.sql})[2]`, dec: `(${p.sql})[3]`, plain: false }
}

/** An argument that must be a geometry: a geometry function, or a column of regions as text (STC-S or DALI). */
export function geometryOf(expr: Expr, to: Emitter): Emitted {
  const e = to.emit(expr)
  if (e.type === 'shape' || e.type === 'point') return e
  if (e.type === 'null') return { sql: as(e, 'shape'), type: 'shape' }
  if (e.type === 'text' && expr.kind !== 'string')
    return { sql: e.shape ?? `dax.shape_of(${e.sql})`, type: 'shape', ...(e.imageId === undefined ? {} : { imageId: e.imageId }) }
  return refuse('a geometry is needed here: POINT, CIRCLE, BOX, POLYGON, REGION, or a column such as s_region', expr.at)
}

function pointOf(expr: Expr, what: string, to: Emitter): Emitted {
  const e = geometryOf(expr, to)
  if (e.type !== 'point' && expr.kind !== 'column') refuse(`${what} takes a POINT here`, expr.at)
  // a column may hold any shape: those that are no points count as null
  return e.type === 'point' ? e : { sql: `(CASE WHEN (${e.sql})[1] = 0 THEN ${e.sql} END)`, type: 'point' }
}

/** POINT, CIRCLE, BOX, POLYGON, REGION: geometries from numbers, points and texts. */
export function emitShape(call: Call, to: Emitter): Emitted {
  if (call.name === 'REGION') {
    const [text] = call.args
    if (call.args.length !== 1 || text?.kind !== 'string') return refuse("REGION takes one string, as in REGION('CIRCLE ICRS 10 20 1')", call.at)
    const region = parseRegion(text.value)
    return region.ok ? constantShape(region.value, to) : refuse(`REGION: ${region.error.message}`, text.at)
  }
  const { frame, args } = withFrame(call)
  if (call.name === 'POINT') {
    if (args.length !== 2) refuse(`POINT takes 2 coordinates in degrees, found ${args.length}`, call.at)
    return point(args[0]!, args[1]!, frame, to)
  }
  if (call.name === 'CIRCLE') return circle(call, args, frame, to)
  return call.name === 'BOX' ? box(call, args, frame, to) : polygon(call, args, frame, to)
}

const frames: Readonly<Record<string, Frame>> = {
  '': 'icrs',
  ICRS: 'icrs',
  UNKNOWN: 'icrs',
  UNKNOWNFRAME: 'icrs',
  FK5: 'fk5',
  J2000: 'fk5',
  FK4: 'fk4',
  B1950: 'fk4',
  GALACTIC: 'galactic',
  GAL: 'galactic',
  ECLIPTIC: 'ecliptic',
}

/** ADQL 2.0 gives a coordinate system first. */
function withFrame(call: Call): { readonly frame: Frame; readonly args: readonly Expr[] } {
  const [first] = call.args
  if (first?.kind === 'null') return { frame: 'icrs', args: call.args.slice(1) }
  if (first?.kind !== 'string') return { frame: 'icrs', args: call.args }
  const [word = ''] = first.value
    .trim()
    .toUpperCase()
    .split(/[\s_]+/u)
  const frame = frames[word]
  if (frame === undefined)
    return refuse(
      `the coordinate system '${first.value.slice(0, 40)}' is not known: ICRS, FK5, FK4, GALACTIC or ECLIPTIC (or leave it out for ICRS)`,
      first.at,
    )
  return { frame, args: call.args.slice(1) }
}

function number(expr: Expr, what: string, to: Emitter): Emitted {
  const e = to.emit(expr)
  if (!isNumeric(e.type)) refuse(`${what} must be a number, found ${wordFor(e.type)}`, expr.at)
  return { ...e, sql: as(e, 'double') }
}

function point(lon: Expr, lat: Expr, frame: Frame, to: Emitter): Emitted {
  const [x, y] = [constantNumber(lon), constantNumber(lat)]
  if (y !== null && Math.abs(y) > 90) refuse(`the latitude ${y} is outside [-90, 90]`, lat.at)
  if (x !== null && y !== null) return constantShape({ kind: 'point', at: toIcrs(frame, x, y) }, to)
  // J2000 differs from ICRS by 20 mas: near enough for columns
  if (frame !== 'icrs' && frame !== 'fk5') refuse(`coordinates from columns can only be ICRS here, not ${frame}`, lon.at)
  const [a, b] = [number(lon, 'a coordinate', to), number(lat, 'a coordinate', to)]
  const coords: Coords = {
    ra: a.sql,
    dec: b.sql,
    plain: a.plain === true && b.plain === true,
    ...(a.hpx !== undefined && a.hpx === b.hpx && a.sql.endsWith('."ra"') && b.sql.endsWith('."dec"') ? { hpx: a.hpx } : {}),
  }
  return { sql: `dax.point(${a.sql}, ${b.sql})`, type: 'point', coords }
}

/** Takes (x, y, …) or (point, …): the centre, and what follows it. */
function centered(
  call: Call,
  args: readonly Expr[],
  rest: number,
  frame: Frame,
  to: Emitter,
): { readonly center: Emitted; readonly rest: readonly Expr[] } {
  if (args.length === 2 + rest) return { center: point(args[0]!, args[1]!, frame, to), rest: args.slice(2) }
  if (args.length === 1 + rest && !isNumeric(to.emit(args[0]!).type)) return { center: pointOf(args[0]!, call.name, to), rest: args.slice(1) }
  return refuse(
    `${call.name} takes a centre (two coordinates or a POINT) and ${rest === 1 ? 'a radius' : 'a width and a height'} in degrees`,
    call.at,
  )
}

function fixedPoint(p: Emitted): SkyPos | null {
  return p.region?.kind === 'point' ? p.region.at : null
}

function circle(call: Call, args: readonly Expr[], frame: Frame, to: Emitter): Emitted {
  const { center, rest } = centered(call, args, 1, frame, to)
  const [size] = rest as [Expr]
  const fixed = constantNumber(size)
  if (fixed !== null && (fixed < 0 || fixed > 180)) refuse(`the radius ${fixed} is outside [0, 180] degrees`, size.at)
  const at = fixedPoint(center)
  if (fixed !== null && at !== null) return constantShape({ kind: 'circle', center: at, radius: deg(fixed) }, to)
  const coords = coordsOf(center)
  const radius = number(size, 'the radius', to).sql
  return { sql: `dax.circle(${coords.ra}, ${coords.dec}, ${radius})`, type: 'shape', circle: { center: coords, radius } }
}

function box(call: Call, args: readonly Expr[], frame: Frame, to: Emitter): Emitted {
  const { center, rest } = centered(call, args, 2, frame, to)
  const [width, height] = rest as [Expr, Expr]
  const [w, h] = [constantNumber(width), constantNumber(height)]
  if (w !== null && !(w > 0 && w < 180)) refuse(`the width ${w} is outside (0, 180) degrees`, width.at)
  if (h !== null && !(h > 0 && h < 180)) refuse(`the height ${h} is outside (0, 180) degrees`, height.at)
  const at = fixedPoint(center)
  if (w !== null && h !== null && at !== null) return constantShape({ kind: 'polygon', vertices: boxCorners(at, w, h) }, to)
  const { ra, dec } = coordsOf(center)
  return { sql: `dax.box(${ra}, ${dec}, ${number(width, 'the width', to).sql}, ${number(height, 'the height', to).sql})`, type: 'shape' }
}

function polygon(call: Call, args: readonly Expr[], frame: Frame, to: Emitter): Emitted {
  const ofPoints = args[0] !== undefined && !isNumeric(to.emit(args[0]).type)
  if (!ofPoints && args.length % 2 !== 0) refuse(`POLYGON takes pairs of coordinates, found ${args.length} numbers`, call.at)
  const corners = ofPoints
    ? args.map((a) => pointOf(a, 'POLYGON', to))
    : Array.from({ length: args.length / 2 }, (_, i) => point(args[2 * i]!, args[2 * i + 1]!, frame, to))
  if (corners.length < 3) refuse(`POLYGON takes at least 3 corners, found ${corners.length}`, call.at)
  const fixed = corners.map(fixedPoint)
  if (fixed.every((p) => p !== null)) return constantShape({ kind: 'polygon', vertices: fixed }, to)
  const numbers = corners.flatMap((c) => [coordsOf(c).ra, coordsOf(c).dec])
  return { sql: `dax.polygon(ARRAY[${numbers.join(', ')}]::float8[])`, type: 'shape' }
}

function only(call: Call): Expr {
  const [arg] = call.args
  return call.args.length === 1 && arg !== undefined ? arg : refuse(`${call.name} takes 1 geometry, found ${call.args.length} arguments`, call.at)
}

/** AREA, CENTROID, COORD1, COORD2, COORDSYS: what a geometry tells of itself. */
export function emitMeasure(call: Call, to: Emitter): Emitted {
  const arg = only(call)
  switch (call.name) {
    case 'AREA':
      return {
        sql: `dax.shape_area(${geometryOf(arg, to).sql})`,
        type: 'double',
        field: { name: 'area', datatype: 'double', unit: 'deg**2', ucd: 'phys.angArea' },
      }
    case 'CENTROID':
      return { sql: `(0::float8 || dax.shape_centroid(${geometryOf(arg, to).sql}))`, type: 'point' }
    case 'COORD1':
    case 'COORD2': {
      const { ra, dec } = coordsOf(pointOf(arg, call.name, to))
      const first = call.name === 'COORD1'
      const field = { name: first ? 'coord1' : 'coord2', datatype: 'double' as const, unit: 'deg', ucd: first ? 'pos.eq.ra' : 'pos.eq.dec' }
      return { sql: first ? ra : dec, type: 'double', field }
    }
    default:
      return { sql: `(CASE WHEN ${geometryOf(arg, to).sql} IS NOT NULL THEN 'ICRS' END)`, type: 'text' }
  }
}

/** Functions that make a geometry. */
export const shapeFunctions: ReadonlySet<string> = new Set(['POINT', 'CIRCLE', 'BOX', 'POLYGON', 'REGION'])
/** Functions of one geometry. */
export const measureFunctions: ReadonlySet<string> = new Set(['AREA', 'CENTROID', 'COORD1', 'COORD2', 'COORDSYS'])

/** Of two points given as two POINTs or four coordinates. */
export function pointPair(call: Call, to: Emitter): readonly [Emitted, Emitted] {
  const [a, b, c, d] = call.args
  if (call.args.length === 4) return [point(a!, b!, 'icrs', to), point(c!, d!, 'icrs', to)]
  if (call.args.length !== 2) return refuse('DISTANCE takes two POINTs, or four coordinates', call.at)
  return [pointOf(a!, 'DISTANCE', to), pointOf(b!, 'DISTANCE', to)]
}
