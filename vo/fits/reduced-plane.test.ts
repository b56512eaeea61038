import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFits } from './file.ts'
import type { Hdu } from './file.ts'
import { physicalPixels } from './pixels.ts'
import { cutsOfPlane, pixelAt, planePart, reducedPlane } from './reduced-plane.ts'
import { cutsFor, downsample } from './render.ts'
import { writeFits } from './write.ts'

function hduOf(axes: readonly number[], data: Float32Array): Hdu {
  const read = readFits(writeFits([{ axes, data, cards: [] }]))
  if (!read.ok) throw new Error(read.error.message)
  return read.value.hdus[0]!
}
const value = fc.oneof(fc.float({ min: -1000, max: 1000, noNaN: true }), fc.constant(NaN))
const image = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 }))
  .chain(([w, h, n]) => fc.record({ axes: fc.constant([w, h, n]), values: fc.array(value, { minLength: w * h * n, maxLength: w * h * n }) }))

describe('a plane read in strips', () => {
  it('is what reading it whole and shrinking it gives', () => {
    fc.assert(
      fc.property(image, fc.integer({ min: 1, max: 50 }), fc.nat(2), ({ axes, values }, size, k) => {
        const hdu = hduOf(axes, Float32Array.from(values))
        const [w = 1, h = 1, n = 1] = axes
        const plane = k % n
        const pixels = physicalPixels(hdu, { start: [0, 0, plane], end: [w, h, plane + 1] })
        const reduced = reducedPlane(hdu, plane, size)
        if (!pixels.ok || !reduced.ok) throw new Error('not read')
        const { data } = pixels.value
        const truth = downsample({ width: w, height: h, data }, size)
        expect(reduced.value.small.width).toBe(truth.width)
        expect(Array.from(reduced.value.small.data)).toEqual(Array.from(truth.data))
        const finite = Array.from(data).filter((v) => Number.isFinite(v))
        const [low, high] = [Math.min(...finite), Math.max(...finite)]
        expect(reduced.value.range).toEqual(finite.length === 0 ? null : { low, high })
        if (low < high) expect(cutsOfPlane(reduced.value, { percent: 100 })).toEqual({ low, high })
        expect(cutsOfPlane(reduced.value, 'zscale')).toEqual(cutsFor(data, 'zscale'))
        for (let i = 0; i < data.length; i += 7) expect(pixelAt(hdu, plane, i % w, Math.floor(i / w))).toBe(data[i])
      }),
      { numRuns: 200 },
    )
  })

  it('joins strips of an image larger than one of them', () => {
    const [w, h] = [5000, 1700]
    const hdu = hduOf(
      [w, h],
      Float32Array.from({ length: w * h }, (_, i) => (i % 97) + Math.floor(i / w)),
    )
    const reduced = reducedPlane(hdu, 0, 1000)
    if (!reduced.ok) throw new Error(reduced.error.message)
    const whole = physicalPixels(hdu)
    if (!whole.ok) throw new Error(whole.error.message)
    expect(reduced.value.factor).toBe(5)
    expect(reduced.value.small.data).toEqual(downsample({ width: w, height: h, data: whole.value.data }, 1000).data)
    expect(reduced.value.range).toEqual({ low: 0, high: 96 + h - 1 })
  })

  it('has no value outside, and no plane that is not there', () => {
    const hdu = hduOf([3, 2], Float32Array.of(1, 2, 3, 4, 5, NaN))
    expect([pixelAt(hdu, 0, 2, 1), pixelAt(hdu, 0, -1, 0), pixelAt(hdu, 0, 3, 0), pixelAt(hdu, 0, 0, 2)]).toEqual([NaN, NaN, NaN, NaN])
    expect(pixelAt(hdu, 0, 1, 1)).toBe(5)
    const part = planePart(hdu, 0, 1, 0, 3, 2)
    expect(part.ok && Array.from(part.value.data)).toEqual([2, 3, 5, NaN])
    expect(planePart(hdu, 0, 1, 0, 4, 2).ok).toBe(false)
    const none = reducedPlane(hdu, 1, 10)
    expect(none.ok ? '' : none.error.message).toBe('plane 1 is not one of the 1 planes of HDU 0')
  })
})
