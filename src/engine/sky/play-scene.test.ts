import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { skyOfAngle } from '../../../dax/demo/camera.ts'
import { cornerAngles, detectors, fieldAngle } from '../../../vo/sky/lsstcam.ts'
import { separation, skyPos, toVector } from '../../../vo/sky/sky-pos.ts'
import { appeared, packLevel, playHits, playScene, quadOf, seenThings } from './play-scene.ts'
import type { PlayInput } from './play-scene.ts'
import { lsstcamGroups, lsstcamParts } from './lsstcam-parts.ts'

/** Things given as [pointing, part, turn, colour]. */
function input(pointings: readonly (readonly [number, number, number])[], things: readonly (readonly [number, number, number, number])[]): PlayInput {
  const column = (k: 0 | 1 | 2): Float64Array => Float64Array.from(pointings, (p) => p[k])
  return {
    parts: lsstcamParts,
    groups: lsstcamGroups,
    pointing: { n: pointings.length, ra: column(0), dec: column(1), rotation: column(2) },
    n: things.length,
    item: Uint32Array.from(things, (_, i) => 100 + i),
    at: Uint32Array.from(things, (t) => t[0]),
    part: Uint16Array.from(things, (t) => t[1]),
    turn: Float64Array.from(things, (t) => t[2]),
    color: Uint8Array.from(things, (t) => t[3]),
  }
}

describe('a played scene', () => {
  it('puts every corner of every detector where the demo survey’s camera does, within 0.05″', () => {
    for (const pointing of [
      { ra: 150.1, dec: 2.2, rotation: 33 },
      { ra: 359.9, dec: -88.9, rotation: 250 },
    ]) {
      const scene = playScene(
        input(
          [[pointing.ra, pointing.dec, pointing.rotation]],
          detectors.map((d) => [0, d.id, d.id, 0] as const),
        ),
      )
      for (const d of detectors)
        cornerAngles(d).forEach((angle, k) => expect(separation(quadOf(scene, 0, d.id)[k]!, skyOfAngle(pointing, angle)) * 3600).toBeLessThan(0.05))
    }
  })

  it('shows what has appeared, and each place in its last state', () => {
    const scene = playScene(
      input(
        [[10, -20, 0]],
        [
          [0, 94, 5, 5],
          [0, 94, 50, 0],
          [0, 3, 20, 0],
        ],
      ),
    )
    const middle = skyOfAngle({ ra: 10, dec: -20, rotation: 0 }, fieldAngle(detectors[94]!.x, detectors[94]!.y))
    expect([4, 5, 20, 50].map((t) => appeared(scene.fine, t))).toEqual([0, 1, 2, 3])
    expect([4, 5, 49, 50].map((t) => playHits(scene, middle, t))).toEqual([[], [100], [100], [101]])
    expect(playHits(scene, skyPos(200, 0), 99)).toEqual([])
  })

  it('hits with every detector’s middle that detector alone, wherever the camera points', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 359, noNaN: true }),
        fc.double({ min: -89, max: 89, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.integer({ min: 0, max: 188 }),
        (ra, dec, rotation, d) => {
          const scene = playScene(
            input(
              [[ra, dec, rotation]],
              detectors.map((x) => [0, x.id, 0, 0] as const),
            ),
          )
          const middle = skyOfAngle({ ra, dec, rotation }, fieldAngle(detectors[d]!.x, detectors[d]!.y))
          const found = playHits(scene, middle, 1)
          expect(found).toEqual([100 + d])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('keeps the worst of a raft in view until it is mended', () => {
    const scene = playScene(
      input(
        [[10, -20, 0]],
        [
          [0, 90, 0, 0],
          [0, 91, 10, 5],
          [0, 92, 60, 0],
          [0, 91, 5000, 0],
        ],
      ),
    )
    expect(scene.coarse.n).toBe(3)
    expect([...scene.coarse.color]).toEqual([5, 5, 0])
    expect([...scene.coarse.until]).toEqual([1, 2, 3])
  })

  it('sends to the graphics card what a moment and a view show, and nothing else', () => {
    const scene = playScene(
      input(
        [
          [10, -20, 0],
          [100, 40, 0],
        ],
        [
          [0, 94, 5, 5],
          [1, 3, 10, 1],
          [0, 94, 50, 0],
          [0, 3, 60, 2],
        ],
      ),
    )
    const packed = packLevel(scene.fine)
    const out = new Uint32Array(packed.length)
    const forward = toVector(skyPos(10, -20))
    const seen = (count: number, reach: number): readonly (readonly number[])[] =>
      Array.from({ length: seenThings(scene, scene.fine, packed, count, forward, reach, out) }, (_, k) => [
        out[3 * k]!,
        out[3 * k + 1]! & 0xffff,
        out[3 * k + 1]! >>> 16,
      ])
    expect(seen(2, Math.PI)).toEqual([
      [0, 94, 5],
      [1, 3, 1],
    ])
    expect(seen(2, 0.1)).toEqual([[0, 94, 5]])
    expect(seen(4, 0.1)).toEqual([
      [0, 94, 0],
      [0, 3, 2],
    ])
    expect(new Float32Array(out.buffer)[2]).toBe(50)
  })

  it('leaves out what has no time or no place, and says how much', () => {
    const scene = playScene(
      input(
        [
          [10, -20, 0],
          [10, NaN, 0],
        ],
        [
          [0, 0, NaN, 0],
          [1, 0, 0, 0],
          [0, 200, 0, 0],
          [0, 1, 0, 0],
        ],
      ),
    )
    expect([scene.fine.n, scene.unplaced]).toEqual([1, 3])
  })
})
