import type { FieldAngle } from '../../../vo/sky/camera-footprint.ts'
import { localAxes } from '../../../vo/sky/box.ts'
import { fromVector, skyPos, toVector } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Vec3 } from '../../../vo/sky/vec.ts'

/** A four-cornered part of a camera, as field angles from the boresight (deg), corners in turn; `group` names the larger part that it belongs to. */
export interface CameraPart {
  readonly corners: readonly FieldAngle[]
  readonly group: number
}

/** Things that appear one after another: each is one part of the camera under one pointing. Rows need not be sorted. */
export interface PlayInput {
  readonly parts: readonly CameraPart[]
  /** The larger parts, drawn where single ones would be a few pixels. */
  readonly groups: readonly CameraPart[]
  /** Boresights, deg; a NaN has no place on the sky, and what belongs to it is left out. */
  readonly pointing: { readonly n: number; readonly ra: Float64Array; readonly dec: Float64Array; readonly rotation: Float64Array }
  readonly n: number
  /** Per thing: what it is to the caller, its pointing, its part, when it appears (s; NaN = never), its colour (index into the palette; the higher wins in a crowd). */
  readonly item: Uint32Array
  readonly at: Uint32Array
  readonly part: Uint16Array
  readonly turn: Float64Array
  readonly color: Uint8Array
}

/** Quadrilaterals in the order in which they appear. One is seen until the next appears at the same place: then the sky shows what came last. */
export interface PlayLevel {
  readonly n: number
  readonly item: Uint32Array
  readonly at: Uint32Array
  /** Index into the scene's shapes. */
  readonly shape: Uint16Array
  readonly color: Uint8Array
  /** s, rising. */
  readonly turn: Float64Array
  /** Number of those that have appeared when this one is covered; n = never. */
  readonly until: Uint32Array
}

/** What is played: every part by itself, and the larger parts for views in which single ones are a few pixels wide. */
export interface PlayScene {
  readonly fine: PlayLevel
  readonly coarse: PlayLevel
  /** Per pointing three unit vectors, 4 floats each: boresight, and the directions of the camera's x and y. */
  readonly frames: Float32Array
  /** Per shape four corners as tangents (x, y): parts first, groups after them. */
  readonly shapes: Float32Array
  readonly parts: number
  /** Things left out, since they have no time or no place. */
  readonly unplaced: number
}

/** rad: width of 'the same place', a quarter of a detector and two thirds of a raft. */
const fineStep = 0.001
const coarseStep = 0.008

/** Unit vectors of a pointing: the boresight, and the sky's directions of the camera's +x and +y (as vo/sky/camera-footprint turns them). */
export function cameraFrame(boresight: SkyPos, rotationDeg: number): readonly [Vec3, Vec3, Vec3] {
  const { east, north } = localAxes(boresight)
  const s = (rotationDeg * Math.PI) / 180
  const [c, n] = [Math.cos(s), Math.sin(s)]
  const x: Vec3 = [-c * east[0] + n * north[0], -c * east[1] + n * north[1], -c * east[2] + n * north[2]]
  const y: Vec3 = [n * east[0] + c * north[0], n * east[1] + c * north[1], n * east[2] + c * north[2]]
  return [toVector(boresight), x, y]
}

/** Lays a scene out: 189,000 things take some 0.3 s. */
export function playScene(input: PlayInput): PlayScene {
  const { pointing, n } = input
  const frames = new Float32Array(12 * pointing.n)
  const hasPlace = new Uint8Array(pointing.n)
  for (let v = 0; v < pointing.n; v++) {
    if (Number.isNaN(pointing.ra[v]! + pointing.dec[v]! + pointing.rotation[v]!)) continue
    hasPlace[v] = 1
    cameraFrame(skyPos(pointing.ra[v]!, pointing.dec[v]!), pointing.rotation[v]!).forEach((axis, k) => frames.set(axis, 12 * v + 4 * k))
  }
  const shapes = shapesOf([...input.parts, ...input.groups])
  const keep: number[] = []
  for (let i = 0; i < n; i++) if (hasPlace[input.at[i]!] === 1 && input.part[i]! < input.parts.length && !Number.isNaN(input.turn[i]!)) keep.push(i)
  const order = Uint32Array.from(keep).sort((a, b) => input.turn[a]! - input.turn[b]! || a - b)
  const fine: PlayLevel = {
    n: order.length,
    item: pick(order, input.item),
    at: pick(order, input.at),
    shape: pick(order, input.part),
    color: pick(order, input.color),
    turn: pick(order, input.turn),
    until: new Uint32Array(order.length),
  }
  cover(fine, frames, shapes, fineStep)
  const coarse = coarser(input, fine)
  cover(coarse, frames, shapes, coarseStep)
  return { fine, coarse, frames, shapes, parts: input.parts.length, unplaced: n - order.length }
}

function pick<T extends Uint32Array | Uint16Array | Uint8Array | Float64Array>(order: Uint32Array, column: T): T {
  const out = new (column.constructor as new (n: number) => T)(order.length)
  for (let k = 0; k < order.length; k++) out[k] = column[order[k]!]!
  return out
}

function shapesOf(parts: readonly CameraPart[]): Float32Array {
  const out = new Float32Array(8 * parts.length)
  parts.forEach(({ corners }, p) =>
    corners.forEach(([x, y], k) => out.set([Math.tan((x * Math.PI) / 180), Math.tan((y * Math.PI) / 180)], 8 * p + 2 * k)),
  )
  return out
}

/** Finds when each is covered: by the next whose centre lies in the same cell (a cube of `step` rad), neighbours under the same pointing aside. */
function cover(level: PlayLevel, frames: Float32Array, shapes: Float32Array, step: number): void {
  const { at, shape, until, n } = level
  const side = 2 * Math.ceil(1 / step) + 3
  const first = new Map<number, number>()
  const following = new Uint32Array(n).fill(n)
  for (let k = n - 1; k >= 0; k--) {
    const s = 8 * shape[k]!
    const f = 12 * at[k]!
    const x = (shapes[s]! + shapes[s + 2]! + shapes[s + 4]! + shapes[s + 6]!) / 4
    const y = (shapes[s + 1]! + shapes[s + 3]! + shapes[s + 5]! + shapes[s + 7]!) / 4
    const norm = step * Math.sqrt(1 + x * x + y * y)
    let cell = 0
    for (let i = f; i < f + 3; i++) cell = cell * side + Math.round((frames[i]! + x * frames[i + 4]! + y * frames[i + 8]!) / norm) + (side >> 1)
    let next = first.get(cell) ?? n
    following[k] = next
    first.set(cell, k)
    while (next < n && at[next] === at[k] && shape[next] !== shape[k]) next = following[next]!
    until[k] = next
  }
}

/** The direction (unit vector) of camera tangents x, y under a pointing. */
function direction(frames: Float32Array, at: number, x: number, y: number): Vec3 {
  const f = 12 * at
  const v = [0, 1, 2].map((i) => frames[f + i]! + x * frames[f + 4 + i]! + y * frames[f + 8 + i]!) as [number, number, number]
  const norm = Math.hypot(...v)
  return [v[0] / norm, v[1] / norm, v[2] / norm]
}

/** Corners of one thing on the sky. */
export function quadOf(scene: PlayScene, at: number, shape: number): readonly SkyPos[] {
  return [0, 1, 2, 3].map((k) => fromVector(direction(scene.frames, at, scene.shapes[8 * shape + 2 * k]!, scene.shapes[8 * shape + 2 * k + 1]!)))
}

/** Corners of the things that are these items (each pointing and part once); items of the scene only. */
export function quadsOf(scene: PlayScene, items: readonly number[]): readonly (readonly SkyPos[])[] {
  const wanted = new Set(items)
  const found = new Map<number, readonly SkyPos[]>()
  const { item, at, shape, n } = scene.fine
  for (let k = 0; k < n && wanted.size > 0; k++) {
    if (!wanted.delete(item[k]!)) continue
    const key = at[k]! * 65_536 + shape[k]!
    if (!found.has(key)) found.set(key, quadOf(scene, at[k]!, shape[k]!))
  }
  return [...found.values()]
}

/** Least time between two appearances of the same larger part, s: what its parts do within it counts as one. */
const together = 30

/** The larger parts: one appears when one of its parts does, in the worst colour that its parts then have. */
function coarser(input: PlayInput, fine: PlayLevel): PlayLevel {
  const groups = input.groups.length
  const colorNow = new Uint8Array(input.pointing.n * input.parts.length).fill(255)
  const members: number[][] = input.groups.map(() => [])
  input.parts.forEach((part, p) => members[part.group]?.push(p))
  const last = new Int32Array(input.pointing.n * groups).fill(-1)
  const [item, at, shape, color, turn]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []]
  const worst = (v: number, group: number): number => {
    let w = 0
    for (const p of members[group]!) {
      const c = colorNow[v * input.parts.length + p]!
      if (c !== 255 && c > w) w = c
    }
    return w
  }
  for (let k = 0; k < fine.n; k++) {
    const v = fine.at[k]!
    const group = input.parts[fine.shape[k]!]!.group
    if (group >= groups) continue
    colorNow[v * input.parts.length + fine.shape[k]!] = fine.color[k]!
    const before = last[v * groups + group]!
    if (before >= 0 && fine.turn[k]! - turn[before]! < together) {
      color[before] = worst(v, group)
      continue
    }
    last[v * groups + group] = item.length
    item.push(fine.item[k]!)
    at.push(v)
    shape.push(input.parts.length + group)
    color.push(worst(v, group))
    turn.push(fine.turn[k]!)
  }
  return {
    n: item.length,
    item: Uint32Array.from(item),
    at: Uint32Array.from(at),
    shape: Uint16Array.from(shape),
    color: Uint8Array.from(color),
    turn: Float64Array.from(turn),
    until: new Uint32Array(item.length),
  }
}

/** How many of a level have appeared at a moment (s): those whose turn is not later. */
export function appeared(level: PlayLevel, seconds: number): number {
  let [lo, hi] = [0, level.n]
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (level.turn[mid]! <= seconds) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** Floats of a level as the graphics card takes them: pointing, shape and colour (16 bits each), and turn, three words a thing. */
export const wordsOfThing = 3

/** A level packed once; `seenThings` copies from it what a moment and a view show. */
export function packLevel(level: PlayLevel): Uint32Array {
  const packed = new Uint32Array(wordsOfThing * level.n)
  const turns = new Float32Array(packed.buffer)
  for (let k = 0; k < level.n; k++) {
    packed[wordsOfThing * k] = level.at[k]!
    packed[wordsOfThing * k + 1] = level.shape[k]! | (level.color[k]! << 16)
    turns[wordsOfThing * k + 2] = level.turn[k]!
  }
  return packed
}

/**
 * Copies into `out` what is seen when `count` things have appeared: not covered, and under a pointing within `reach` (rad) of `forward`. Returns how many.
 * What a frame costs is what it shows: 1.5 ms for 189,000 things.
 */
export function seenThings(
  scene: PlayScene,
  level: PlayLevel,
  packed: Uint32Array,
  count: number,
  forward: Vec3,
  reach: number,
  out: Uint32Array,
): number {
  const { frames } = scene
  const limit = Math.cos(Math.min(Math.PI, reach))
  const isNear = new Uint8Array(frames.length / 12)
  for (let p = 0; p < isNear.length; p++)
    isNear[p] = Number(frames[12 * p]! * forward[0] + frames[12 * p + 1]! * forward[1] + frames[12 * p + 2]! * forward[2] >= limit)
  let seen = 0
  for (let k = 0; k < count; k++) {
    if (level.until[k]! < count || isNear[level.at[k]!] === 0) continue
    const [from, to] = [wordsOfThing * k, wordsOfThing * seen]
    out[to] = packed[from]!
    out[to + 1] = packed[from + 1]!
    out[to + 2] = packed[from + 2]!
    seen++
  }
  return seen
}

/** What is seen at a direction at a moment: items, the one that appeared last at the end. */
export function playHits(scene: PlayScene, pos: SkyPos, seconds: number): readonly number[] {
  const v = toVector(pos)
  const { fine, frames, shapes } = scene
  const under = new Set<number>()
  for (let p = 0; p < frames.length / 12; p++) {
    const f = 12 * p
    const depth = v[0] * frames[f]! + v[1] * frames[f + 1]! + v[2] * frames[f + 2]!
    // 2.2°: beyond the corners of the camera
    if (depth < 0.9992) continue
    const x = (v[0] * frames[f + 4]! + v[1] * frames[f + 5]! + v[2] * frames[f + 6]!) / depth
    const y = (v[0] * frames[f + 8]! + v[1] * frames[f + 9]! + v[2] * frames[f + 10]!) / depth
    for (let s = 0; s < scene.parts; s++) if (isInside(shapes, s, x, y)) under.add(p * 65_536 + s)
  }
  const count = appeared(fine, seconds)
  const found: number[] = []
  for (let k = 0; k < count && under.size > 0; k++) {
    if (fine.until[k]! < count) continue
    if (under.has(fine.at[k]! * 65_536 + fine.shape[k]!)) found.push(fine.item[k]!)
  }
  return found
}

/** Whether a point lies within a convex quadrilateral whose corners go round counter-clockwise. */
function isInside(shapes: Float32Array, shape: number, x: number, y: number): boolean {
  for (let k = 0; k < 4; k++) {
    const a = 8 * shape + 2 * k
    const b = 8 * shape + 2 * ((k + 1) % 4)
    const [ax, ay] = [shapes[a]!, shapes[a + 1]!]
    if ((shapes[b]! - ax) * (y - ay) - (shapes[b + 1]! - ay) * (x - ax) < 0) return false
  }
  return true
}
