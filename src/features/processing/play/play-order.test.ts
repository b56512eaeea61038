import { describe, expect, it } from 'vitest'
import { nightOrigin } from '../../../engine/timeline/lane-layout.ts'
import { madeNight } from '../../../engine/timeline/testing/made-night.ts'
import { playScene } from '../../../engine/sky/play-scene.ts'
import { nextMoment, playInput, playTurns, processedAt, stepFrom, untried } from './play-order.ts'

describe('playing a night', () => {
  it('shows every visit-detector once in observing order, those that nobody tried as waiting', () => {
    const night = madeNight(4, 9)
    const scene = playScene(playInput(night, 'observed', 'status', null))
    expect(scene.fine.n).toBe(4 * 189)
    expect([...scene.fine.item].filter((i) => i !== untried).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_, i) => i))
    expect([...scene.fine.at]).toEqual([...scene.fine.at].toSorted((a, b) => a - b))
  })

  it('shows every attempt when it was stored in processing order, and only those that pass the filter', () => {
    const night = madeNight(30, 9)
    const mask = new Uint8Array(night.attempts.n)
    for (const i of [3, 50, 200]) mask[i] = 1
    const scene = playScene(playInput(night, 'processed', 'status', mask))
    const expected = [3, 50, 200].toSorted((a, b) => processedAt(night, a) - processedAt(night, b))
    expect([...scene.fine.item]).toEqual(expected)
    expect(scene.fine.turn[0]).toBeCloseTo((processedAt(night, expected[0]!) - nightOrigin(night)) * 86_400, 6)
  })

  it('never plays an attempt whose times are impossible, and counts it', () => {
    const night = madeNight(2, 2)
    night.attempts.stored[1] = 60_000
    expect(playScene(playInput(night, 'processed', 'status', null)).unplaced).toBe(1)
  })

  it('passes over the hours in which nothing appears, and ends', () => {
    const turns = Float64Array.of(0, 10, 40_000)
    expect(nextMoment(turns, 0, 0.1, 60)).toBe(6)
    expect(nextMoment(turns, 10, 0.1, 60)).toBe(40_000 - 18)
    expect(nextMoment(turns, 40_000, 0.1, 60)).toBeNull()
  })

  it('steps to what appears next and before, whatever appears at once', () => {
    const night = madeNight(3, 9)
    const turns = playTurns(night, 'observed', null)
    expect(turns.length).toBe(3)
    const [a, b, c] = turns as unknown as [number, number, number]
    expect([a - 1, a, b - 1, b, c].map((s) => stepFrom(turns, s, 1))).toEqual([a, b, b, c, null])
    expect([a - 1, a, b - 1, b, c].map((s) => stepFrom(turns, s, -1))).toEqual([null, null, null, a, b])
  })
})
