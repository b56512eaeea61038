import { toVector } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { destination } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'

/** The projections of Aladin Lite, by its names; the number is what our shaders switch on. */
export const projections = { TAN: 0, STG: 1, SIN: 2, ZEA: 3, MER: 4, AIT: 5, MOL: 6 } as const
export type ProjectionName = keyof typeof projections

/**
 * How a view maps the sky to its pixels: an orthonormal camera (right, up, forward; unit vectors, ICRS), a projection, and pixels per
 * projected radian. Derived from what the viewer answers for three points, so it holds for any frame, rotation and zoom law.
 */
export interface ViewModel {
  readonly right: Vec
  readonly up: Vec
  readonly forward: Vec
  readonly projection: ProjectionName
  /** CSS pixels per unit of the projected plane. */
  readonly scale: number
  readonly width: number
  readonly height: number
}

type Vec = readonly [number, number, number]

/** Derivative of each projection at its centre, x and y. */
const jacobian: Readonly<Record<ProjectionName, readonly [number, number]>> = {
  TAN: [1, 1],
  STG: [1, 1],
  SIN: [1, 1],
  ZEA: [1, 1],
  MER: [1, 1],
  AIT: [1, 1],
  MOL: [(2 * Math.SQRT2) / Math.PI, (Math.SQRT2 * Math.PI) / 4],
}

const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const mix = (a: Vec, fa: number, b: Vec, fb: number): Vec => [a[0] * fa + b[0] * fb, a[1] * fa + b[1] * fb, a[2] * fa + b[2] * fb]
const unit = (a: Vec): Vec => {
  const n = Math.hypot(...a)
  return [a[0] / n, a[1] / n, a[2] / n]
}

/** What a viewer must answer: pixels (CSS, origin top left) of a direction, or null. */
export interface Probe {
  readonly width: number
  readonly height: number
  readonly center: SkyPos
  /** A small angle on this view, deg: a hundredth of its width, say. */
  readonly step: number
  readonly projection: ProjectionName
  readonly toPixel: (pos: SkyPos) => readonly [number, number] | null
}

/** The model of the present view, or null when the viewer cannot place its own centre (not ready, size 0). */
export function viewModel(probe: Probe): ViewModel | null {
  const { center, projection } = probe
  const step = Math.min(probe.step, 5)
  const origin = probe.toPixel(center)
  const c = toVector(center)
  const north = tangent(c, toVector(destination(center, deg(0), deg(step))))
  const east = tangent(c, toVector(destination(center, deg(90), deg(step))))
  const atNorth = probe.toPixel(destination(center, deg(0), deg(step)))
  const atEast = probe.toPixel(destination(center, deg(90), deg(step)))
  if (origin === null || atNorth === null || atEast === null) return null
  const [jx, jy] = jacobian[projection]
  const n: readonly [number, number] = [(atNorth[0] - origin[0]) / jx, (origin[1] - atNorth[1]) / jy]
  const e: readonly [number, number] = [(atEast[0] - origin[0]) / jx, (origin[1] - atEast[1]) / jy]
  const nn = Math.hypot(...n)
  const ne = Math.hypot(...e)
  if (!(nn > 0) || !(ne > 0)) return null
  const right = unit(mix(east, e[0] / ne, north, n[0] / nn))
  const up = unit(mix(east, e[1] / ne, north, n[1] / nn))
  const model = { right, up, forward: c, projection, width: probe.width, height: probe.height }
  const flat = projectVector({ ...model, scale: 1, width: 0, height: 0 }, toVector(destination(center, deg(0), deg(step))))
  if (flat === null) return null
  const length = Math.hypot(...flat)
  const seen = Math.hypot(atNorth[0] - origin[0], atNorth[1] - origin[1])
  return { ...model, scale: seen / length }
}

function tangent(at: Vec, towards: Vec): Vec {
  return unit(mix(towards, 1, at, -dot(at, towards)))
}

/** Pixel (CSS) of a unit vector, or null where the projection does not show it. */
export function projectVector(view: ViewModel, v: Vec): readonly [number, number] | null {
  const [x, y, z] = [dot(v, view.right), dot(v, view.up), dot(v, view.forward)]
  const flat = project(view.projection, x, y, z)
  return flat === null ? null : [view.width / 2 + flat[0] * view.scale, view.height / 2 - flat[1] * view.scale]
}

function project(projection: ProjectionName, x: number, y: number, z: number): readonly [number, number] | null {
  switch (projection) {
    case 'TAN':
      return z > 1e-3 ? [x / z, y / z] : null
    case 'STG':
      return z > -0.98 ? [(2 * x) / (1 + z), (2 * y) / (1 + z)] : null
    case 'SIN':
      return z >= 0 ? [x, y] : null
    case 'ZEA': {
      if (z < -0.9999) return null
      const k = Math.sqrt(2 / (1 + z))
      return [k * x, k * y]
    }
    case 'MER': {
      const lon = Math.atan2(x, z)
      return Math.abs(y) > 0.99999 ? null : [lon, Math.atanh(y)]
    }
    case 'AIT': {
      const lon = Math.atan2(x, z)
      const c = Math.sqrt(Math.max(0, 1 - y * y))
      const w = Math.SQRT2 / Math.sqrt(1 + c * Math.cos(lon / 2))
      return [2 * w * c * Math.sin(lon / 2), w * y]
    }
    case 'MOL': {
      const lon = Math.atan2(x, z)
      const t = mollweide(y)
      return [((2 * Math.SQRT2) / Math.PI) * lon * Math.cos(t), Math.SQRT2 * Math.sin(t)]
    }
  }
}

/** θ of the Mollweide projection: 2θ + sin 2θ = π·sin φ, by Newton's steps (8 suffice to a hundredth of a pixel). */
function mollweide(sinLat: number): number {
  let t = Math.asin(Math.max(-1, Math.min(1, sinLat)))
  for (let i = 0; i < 8; i++) {
    const d = 2 + 2 * Math.cos(2 * t)
    if (d < 1e-6) break
    t -= (2 * t + Math.sin(2 * t) - Math.PI * sinLat) / d
  }
  return t
}

/** Pixel of a sky position, or null where it is not shown. */
export function projectSky(view: ViewModel, pos: SkyPos): readonly [number, number] | null {
  return projectVector(view, toVector(pos))
}

/** Half-angle (rad) of a cap about the centre that holds all that the view shows. */
export function viewRadius(view: ViewModel): number {
  const half = Math.hypot(view.width, view.height) / 2 / view.scale
  switch (view.projection) {
    case 'TAN':
      return Math.atan(half)
    case 'SIN':
      return half >= 1 ? Math.PI / 2 : Math.asin(half)
    case 'ZEA':
      return half >= 2 ? Math.PI : 2 * Math.asin(half / 2)
    case 'STG':
      return 2 * Math.atan(half / 2)
    case 'MER':
    case 'AIT':
    case 'MOL':
      return Math.min(Math.PI, half * 1.6)
  }
}

/** The same projection in GLSL: `bool project(vec3 v, out vec2 flat_, out float lon)`; lon is for edges that cross the seam. */
export const projectGlsl = `
uniform mat3 uCamera; uniform int uProjection;
bool project(vec3 v, out vec2 p, out float lon) {
  vec3 c = v * uCamera; lon = 0.0; p = vec2(0.0);
  if (uProjection == 0) { if (c.z <= 1e-3) return false; p = c.xy / c.z; return true; }
  if (uProjection == 1) { if (c.z <= -0.98) return false; p = 2.0 * c.xy / (1.0 + c.z); return true; }
  if (uProjection == 2) { p = c.xy; return c.z >= 0.0; }
  if (uProjection == 3) { if (c.z < -0.9999) return false; p = c.xy * sqrt(2.0 / (1.0 + c.z)); return true; }
  lon = atan(c.x, c.z);
  if (uProjection == 4) { if (abs(c.y) > 0.99999) return false; p = vec2(lon, atanh(c.y)); return true; }
  if (uProjection == 5) {
    float k = sqrt(max(0.0, 1.0 - c.y * c.y));
    float w = 1.4142135624 / sqrt(1.0 + k * cos(lon * 0.5));
    p = vec2(2.0 * w * k * sin(lon * 0.5), w * c.y); return true;
  }
  float t = asin(clamp(c.y, -1.0, 1.0));
  for (int i = 0; i < 8; i++) { float d = 2.0 + 2.0 * cos(2.0 * t); if (d < 1e-6) break; t -= (2.0 * t + sin(2.0 * t) - 3.14159265359 * c.y) / d; }
  p = vec2(0.9003163162 * lon * cos(t), 1.4142135624 * sin(t)); return true;
}`
