import { shapeOf } from '../../../vo/sky/footprint-index.ts'
import { parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { separation, skyPos, toVector, fromVector } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Expr } from '../../../vo/adql/ast.ts'
import { regionWhere } from '../region-search.ts'
import type { Bind } from '../region-search.ts'
import type { Emitted } from './emitted.ts'

/** What geometry needs of the translator. */
export interface GeometryContext {
  readonly bind: Bind
  readonly emit: (expr: Expr) => Emitted
  readonly refuse: (message: string, at: number) => never
}

type Call = Extract<Expr, { kind: 'call' }>

export const geometryFunctions: ReadonlySet<string> = new Set([
  'POINT',
  'CIRCLE',
  'POLYGON',
  'BOX',
  'REGION',
  'CONTAINS',
  'INTERSECTS',
  'DISTANCE',
  'AREA',
  'COORD1',
  'COORD2',
  'COORDSYS',
  'CENTROID',
])

/** A number known now: a literal, signed or computed from literals. */
export function constantNumber(expr: Expr): number | null {
  switch (expr.kind) {
    case 'number':
      return Number(expr.text)
    case 'sign': {
      const x = constantNumber(expr.of)
      return x === null || expr.op === '~' ? null : expr.op === '-' ? -x : x
    }
    case 'arithmetic': {
      const [a, b] = [constantNumber(expr.left), constantNumber(expr.right)]
      if (a === null || b === null) return null
      return expr.op === '+'
        ? a + b
        : expr.op === '-'
          ? a - b
          : expr.op === '*'
            ? a * b
            : expr.op === '/' && /[.eE]/u.test(JSON.stringify([expr.left, expr.right]))
              ? a / b
              : null
    }
    default:
      return null
  }
}

/** A geometry function as SQL. */
export function emitGeometry(call: Call, ctx: GeometryContext): Emitted {
  const args = withoutCoosys(call)
  switch (call.name) {
    case 'POINT':
      return point(call, args, ctx)
    case 'CIRCLE':
      return circle(call, args, ctx)
    case 'POLYGON':
      return polygon(call, args, ctx)
    case 'BOX':
      return box(call, args, ctx)
    case 'REGION': {
      const [text] = call.args
      if (call.args.length !== 1 || text?.kind !== 'string')
        return ctx.refuse("REGION takes one string, as in REGION('CIRCLE ICRS 10 20 1')", call.at)
      const region = parseRegion(text.value)
      return region.ok ? constant(region.value, ctx) : ctx.refuse(`REGION: ${region.error.message}`, text.at)
    }
    case 'CONTAINS':
    case 'INTERSECTS': {
      if (call.args.length !== 2) return ctx.refuse(`${call.name} takes 2 geometries, found ${call.args.length}`, call.at)
      const [a, b] = call.args.map((e) => geometryOf(e, ctx)) as [Emitted, Emitted]
      const condition = call.name === 'CONTAINS' ? contains(a, b, ctx) : intersects(a, b, ctx)
      return { sql: `(${condition})::integer`, type: 'int', condition }
    }
    case 'DISTANCE': {
      const points = distancePoints(call, ctx)
      const [[ra1, dec1], [ra2, dec2]] = points.map((p) => coordsOf(p)) as [[string, string], [string, string]]
      return {
        sql: `dax.separation(${ra1}, ${dec1}, ${ra2}, ${dec2})`,
        type: 'double',
        points,
        field: { name: 'distance', datatype: 'double', unit: 'deg', ucd: 'pos.angDistance' },
      }
    }
    case 'AREA':
      return {
        sql: `dax.shape_area(${one(call, ctx).sql})`,
        type: 'double',
        field: { name: 'area', datatype: 'double', unit: 'deg**2', ucd: 'phys.angArea' },
      }
    case 'CENTROID': {
      const shape = one(call, ctx).sql
      return {
        sql: `(0::float8 || dax.shape_centroid(${shape}))`,
        type: 'point',
        coords: [`(dax.shape_centroid(${shape}))[1]`, `(dax.shape_centroid(${shape}))[2]`],
      }
    }
    case 'COORD1':
    case 'COORD2': {
      const p = one(call, ctx)
      if (p.type !== 'point' && p.region?.kind !== 'point') return ctx.refuse(`${call.name} takes a POINT`, call.at)
      return {
        sql: coordsOf(p)[call.name === 'COORD1' ? 0 : 1],
        type: 'double',
        field: { name: call.name.toLowerCase(), datatype: 'double', unit: 'deg' },
      }
    }
    default:
      one(call, ctx)
      return { sql: "'ICRS'::text", type: 'text' }
  }
}

/** ADQL 2.0 gives a coordinate system first; it is read as ICRS whatever it says, as the standard of 2.1 does. */
function withoutCoosys(call: Call): readonly Expr[] {
  const [first] = call.args
  return first !== undefined && (first.kind === 'string' || first.kind === 'null') && call.name !== 'REGION' ? call.args.slice(1) : call.args
}

function one(call: Call, ctx: GeometryContext): Emitted {
  const [only] = call.args
  if (call.args.length !== 1 || only === undefined) return ctx.refuse(`${call.name} takes 1 geometry, found ${call.args.length} arguments`, call.at)
  return geometryOf(only, ctx)
}

/** An argument that must be a geometry: a geometry function, or a column of regions. */
function geometryOf(expr: Expr, ctx: GeometryContext): Emitted {
  const e = ctx.emit(expr)
  if (e.type === 'shape' || e.type === 'point') return e
  if (e.type === 'text' && expr.kind === 'column') {
    return { sql: e.shape ?? `dax.shape_of(${e.sql})`, type: 'shape', ...(e.imageId === undefined ? {} : { imageId: e.imageId }) }
  }
  return ctx.refuse('a geometry is needed here: POINT, CIRCLE, BOX, POLYGON, REGION, or a column such as s_region', expr.at)
}

function constant(region: Region, ctx: GeometryContext): Emitted {
  const sql = ctx.bind(shapeOf(region), 'float8[]')
  if (region.kind !== 'point') return { sql, type: 'shape', region }
  return { sql, type: 'point', region, coords: [ctx.bind(region.at.ra, 'float8'), ctx.bind(region.at.dec, 'float8')] }
}

function number(expr: Expr, ctx: GeometryContext, what: string): string {
  const e = ctx.emit(expr)
  if (!['short', 'int', 'long', 'float', 'double', 'unknown'].includes(e.type)) return ctx.refuse(`${what} must be a number`, expr.at)
  return `(${e.sql})::float8`
}

function place(ra: Expr, dec: Expr, ctx: GeometryContext): SkyPos | null {
  const [a, d] = [constantNumber(ra), constantNumber(dec)]
  if (d !== null && Math.abs(d) > 90) return ctx.refuse(`the latitude ${d} is outside [-90, 90]`, dec.at)
  return a === null || d === null ? null : skyPos(a, d)
}

function point(call: Call, args: readonly Expr[], ctx: GeometryContext): Emitted {
  const [ra, dec] = args
  if (args.length !== 2 || ra === undefined || dec === undefined)
    return ctx.refuse(`POINT takes 2 coordinates in degrees, found ${args.length}`, call.at)
  const at = place(ra, dec, ctx)
  if (at !== null) return constant({ kind: 'point', at }, ctx)
  const coords = [number(ra, ctx, 'a coordinate'), number(dec, ctx, 'a coordinate')] as const
  return { sql: `dax.point(${coords[0]}, ${coords[1]})`, type: 'point', coords }
}

/** Takes (x, y, …) or (point, …): the centre, and what follows it. */
function centered(
  call: Call,
  args: readonly Expr[],
  rest: number,
  ctx: GeometryContext,
): { readonly center: Emitted; readonly rest: readonly Expr[] } {
  const [a, b] = args
  if (args.length === 2 + rest && a !== undefined && b !== undefined) {
    const center = point({ ...call, name: 'POINT' }, [a, b], ctx)
    return { center, rest: args.slice(2) }
  }
  if (args.length === 1 + rest && a !== undefined) {
    const center = ctx.emit(a)
    if (center.type === 'point') return { center, rest: args.slice(1) }
  }
  return ctx.refuse(
    `${call.name} takes a centre (two coordinates or a POINT) and ${rest === 1 ? 'a radius' : 'a width and a height'} in degrees`,
    call.at,
  )
}

function circle(call: Call, args: readonly Expr[], ctx: GeometryContext): Emitted {
  const { center, rest } = centered(call, args, 1, ctx)
  const radius = constantNumber(rest[0]!)
  if (radius !== null && (radius < 0 || radius > 180)) return ctx.refuse(`the radius ${radius} is outside [0, 180] degrees`, rest[0]!.at)
  if (radius !== null && center.region?.kind === 'point') return constant({ kind: 'circle', center: center.region.at, radius: deg(radius) }, ctx)
  const [ra, dec] = coordsOf(center)
  return { sql: `ARRAY[1, ${ra}, ${dec}, ${number(rest[0]!, ctx, 'the radius')}]::float8[]`, type: 'shape' }
}

function box(call: Call, args: readonly Expr[], ctx: GeometryContext): Emitted {
  const { center, rest } = centered(call, args, 2, ctx)
  const [w, h] = [constantNumber(rest[0]!), constantNumber(rest[1]!)]
  if (w !== null && h !== null && center.region?.kind === 'point') {
    const { ra, dec } = center.region.at
    if (w <= 0 || h <= 0 || w >= 180) return ctx.refuse(`a BOX of ${w}° × ${h}° is empty or too wide`, rest[0]!.at)
    const [south, north] = [Math.max(-90, dec - h / 2), Math.min(90, dec + h / 2)]
    return constant(
      { kind: 'polygon', vertices: [skyPos(ra - w / 2, south), skyPos(ra + w / 2, south), skyPos(ra + w / 2, north), skyPos(ra - w / 2, north)] },
      ctx,
    )
  }
  const [ra, dec] = coordsOf(center)
  const [dw, dh] = [`${number(rest[0]!, ctx, 'the width')} / 2`, `${number(rest[1]!, ctx, 'the height')} / 2`]
  const corners = [
    ['-', '-'],
    ['+', '-'],
    ['+', '+'],
    ['-', '+'],
  ].map(([x, y]) => `${ra} ${x} ${dw}, greatest(-90, least(90, ${dec} ${y} ${dh}))`)
  return { sql: `ARRAY[2, ${corners.join(', ')}]::float8[]`, type: 'shape' }
}

function polygon(call: Call, args: readonly Expr[], ctx: GeometryContext): Emitted {
  const first = args[0] === undefined ? null : ctx.emit(args[0])
  let corners: Emitted[]
  if (first?.type === 'point') {
    corners = args.map((a) => {
      const p = ctx.emit(a)
      return p.type === 'point' ? p : ctx.refuse('a POLYGON of points takes POINTs only', a.at)
    })
  } else {
    if (args.length % 2 !== 0) return ctx.refuse(`POLYGON takes pairs of coordinates, found ${args.length} numbers`, call.at)
    corners = []
    for (let i = 0; i < args.length; i += 2) corners.push(point({ ...call, name: 'POINT' }, [args[i]!, args[i + 1]!], ctx))
  }
  if (corners.length < 3) return ctx.refuse(`POLYGON takes at least 3 corners, found ${corners.length}`, call.at)
  const fixed = corners.map((c) => (c.region?.kind === 'point' ? c.region.at : null))
  if (fixed.every((p) => p !== null)) return constant({ kind: 'polygon', vertices: fixed }, ctx)
  return { sql: `ARRAY[2, ${corners.map((c) => coordsOf(c).join(', ')).join(', ')}]::float8[]`, type: 'shape' }
}

function coordsOf(p: Emitted): readonly [string, string] {
  return p.coords ?? [`(${p.sql})[2]`, `(${p.sql})[3]`]
}

function distancePoints(call: Call, ctx: GeometryContext): readonly [Emitted, Emitted] {
  if (call.args.length === 4) {
    const [a, b, c, d] = call.args as [Expr, Expr, Expr, Expr]
    return [point(call, [a, b], ctx), point(call, [c, d], ctx)]
  }
  const points = call.args.map((e) => ctx.emit(e))
  const [a, b] = points
  if (points.length !== 2 || a?.type !== 'point' || b?.type !== 'point') return ctx.refuse('DISTANCE takes two POINTs, or four coordinates', call.at)
  return [a, b]
}

function contains(a: Emitted, b: Emitted, ctx: GeometryContext): string {
  if (a.type === 'point' && b.region !== undefined) return pointIn(coordsOf(a), b.region, ctx.bind)
  if (a.region !== undefined && a.region.kind === 'point' && b.imageId !== undefined) return regionWhere(a.region, b.imageId, ctx.bind)
  if (a.type === 'point') return `dax.shape_has(${b.sql}, ${coordsOf(a).join(', ')})`
  const exact = `dax.shape_contains(${a.sql}, ${b.sql})`
  if (b.region !== undefined && a.imageId !== undefined) return `(${regionWhere(b.region, a.imageId, ctx.bind)} AND ${exact})`
  if (a.region !== undefined && b.imageId !== undefined) return `(${regionWhere(a.region, b.imageId, ctx.bind)} AND ${exact})`
  return exact
}

function intersects(a: Emitted, b: Emitted, ctx: GeometryContext): string {
  if (a.imageId !== undefined && b.region !== undefined) return regionWhere(b.region, a.imageId, ctx.bind)
  if (b.imageId !== undefined && a.region !== undefined) return regionWhere(a.region, b.imageId, ctx.bind)
  if (a.type === 'point') return contains(a, b, ctx)
  if (b.type === 'point') return contains(b, a, ctx)
  return `dax.shape_intersects(${a.sql}, ${b.sql})`
}

/** A point within a constant region: a window of declination and right ascension, which an index answers, then the exact test. */
export function pointIn(coords: readonly [string, string], region: Region, bind: Bind): string {
  const [ra, dec] = coords
  const terms = windowOf(region, ra, dec, bind)
  if (region.kind === 'circle') {
    terms.push(
      `dax.separation(${ra}, ${dec}, ${bind(region.center.ra, 'float8')}, ${bind(region.center.dec, 'float8')}) <= ${bind(region.radius, 'float8')}`,
    )
  } else terms.push(`dax.shape_has(${bind(shapeOf(region), 'float8[]')}, ${ra}, ${dec})`)
  return `(${terms.join(' AND ')})`
}

function windowOf(region: Region, ra: string, dec: string, bind: Bind): string[] {
  const cap = capOf(region)
  if (cap === null) return []
  const { center, radius } = cap
  const [south, north] = [center.dec - radius - 1e-9, center.dec + radius + 1e-9]
  const terms = [`${dec} BETWEEN ${bind(south, 'float8')} AND ${bind(north, 'float8')}`]
  if (south > -90 && north < 90) {
    const half = (Math.asin(Math.min(1, Math.sin((radius * Math.PI) / 180) / Math.cos((center.dec * Math.PI) / 180))) * 180) / Math.PI + 1e-9
    if (half < 89) {
      const within = [0, 360, -360].map(
        (turn) => `${ra} BETWEEN ${bind(center.ra - half + turn, 'float8')} AND ${bind(center.ra + half + turn, 'float8')}`,
      )
      terms.push(`(${within.join(' OR ')})`)
    }
  }
  return terms
}

/** A circle of less than 80° about a region, or null where there is none that is cheap. */
function capOf(region: Region): { readonly center: SkyPos; readonly radius: number } | null {
  if (region.kind === 'circle') return region.radius < 80 ? { center: region.center, radius: region.radius } : null
  if (region.kind !== 'polygon') return null
  const sum = region.vertices.map(toVector).reduce((s, v) => [s[0] + v[0], s[1] + v[1], s[2] + v[2]], [0, 0, 0] as const)
  const norm = Math.hypot(...sum)
  if (norm < 1e-6) return null
  const center = fromVector([sum[0] / norm, sum[1] / norm, sum[2] / norm])
  const radius = Math.max(...region.vertices.map((v) => separation(center, v)))
  return radius < 80 ? { center, radius } : null
}
