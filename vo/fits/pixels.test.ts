import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFits } from './file.ts'
import { shapeOf } from './image-shape.ts'
import { physicalPixels, storedPixels } from './pixels.ts'
import { fromBase64 } from './testing/real-data.ts'

interface Case {
  readonly base64: string
  readonly hdu: number
  readonly axes: readonly number[]
  readonly values: readonly (number | null)[]
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/pixels.json'), 'utf8')) as { cases: Record<string, Case> }

describe('pixels, against astropy', () => {
  it.each(Object.keys(cases))('%s', (name) => {
    const { base64, hdu, axes, values } = cases[name]!
    const file = readFits(fromBase64(base64))
    if (!file.ok) throw new Error(file.error.message)
    const image = file.value.hdus[hdu]!
    const read = physicalPixels(image)
    if (!read.ok) throw new Error(read.error.message)
    expect(read.value.axes).toEqual(axes)
    // quantized reals: cfitsio computes them in single precision
    const single = read.value.data instanceof Float32Array
    const wrong = values.filter((value, i) => {
      const ours = read.value.data[i]!
      return value === null ? !Number.isNaN(ours) : Math.abs(ours - value) > Math.abs(value) * (single ? 1.2e-7 : 1e-15)
    })
    expect(wrong).toEqual([])
  })

  it('reads a section as it reads the whole', () => {
    for (const name of ['plain i2', 'cube', 'RICE_1 tiles', 'GZIP_2 tiles', 'RICE_1 f4 dither 1']) {
      const { base64, hdu } = cases[name]!
      const file = readFits(fromBase64(base64))
      if (!file.ok) throw new Error(file.error.message)
      const image = file.value.hdus[hdu]!
      const shape = shapeOf(image)
      const whole = storedPixels(image)
      if (!shape.ok || !whole.ok) throw new Error(name)
      const start = shape.value.axes.map((length) => Math.floor(length / 4))
      const end = shape.value.axes.map((length) => Math.ceil(length * 0.8))
      const part = storedPixels(image, { start, end })
      if (!part.ok) throw new Error(part.error.message)
      const [nx, ny = 1] = shape.value.axes as [number, number]
      part.value.data.forEach((value: number | bigint, i: number) => {
        const [w, h = 1] = part.value.axes as [number, number]
        const x = start[0]! + (i % w)
        const y = (start[1] ?? 0) + (Math.floor(i / w) % h)
        const z = (start[2] ?? 0) + Math.floor(i / (w * h))
        expect(value).toBe(whole.value.data[(z * ny + y) * nx + x])
      })
    }
  })
})
