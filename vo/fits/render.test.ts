import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodePng } from './png.ts'
import { downsample, render, stretched, stretches } from './render.ts'

describe('pictures', () => {
  const plane = { width: 2, height: 2, data: Float32Array.of(0, 10, 5, NaN) }

  it('have north up: the first FITS row is the last of the picture; no value is transparent', () => {
    const { rgba } = render(plane, { cuts: { low: 0, high: 10 } })
    expect([...rgba]).toEqual([128, 128, 128, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255])
  })

  it('get brighter with the value, whatever the stretch', () => {
    for (const stretch of stretches) {
      expect(stretched(0, stretch)).toBe(0)
      expect(stretched(1, stretch)).toBeCloseTo(1, 12)
      for (let t = 0; t < 1; t += 0.01) expect(stretched(t + 0.01, stretch)).toBeGreaterThan(stretched(t, stretch))
    }
  })

  it('shrink by means that leave out pixels without value', () => {
    expect(Array.from(downsample(plane, 1).data)).toEqual([5])
    expect(downsample(plane, 2)).toBe(plane)
    const odd = downsample({ width: 3, height: 1, data: [1, 3, NaN] }, 2)
    expect([odd.width, odd.height, odd.data[0], odd.data[1]]).toEqual([2, 1, 2, NaN])
  })

  it('become PNG with the very pixels', async () => {
    const picture = render(
      { width: 7, height: 5, data: Float32Array.from({ length: 35 }, (_, i) => i * i) },
      { colours: 'viridis', stretch: 'asinh', cuts: { percent: 99 } },
    )
    const png = await encodePng(picture)
    expect([...png.subarray(0, 4)]).toEqual([137, 80, 78, 71])
    const view = new DataView(png.buffer)
    expect([view.getUint32(16), view.getUint32(20), png[25]]).toEqual([7, 5, 2])
    const raw = inflateSync(png.subarray(41, 41 + view.getUint32(33)))
    const previous = new Uint8Array(21)
    for (let y = 0; y < 5; y++) {
      for (let i = 0; i < 21; i++) {
        previous[i]! += raw[y * 22 + 1 + i]!
        expect(previous[i]).toBe(picture.rgba[(y * 7 + Math.floor(i / 3)) * 4 + (i % 3)])
      }
    }
  })
})
