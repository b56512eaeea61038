import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { percentileCuts, zscaleCuts } from './cuts.ts'

interface Case {
  readonly values: readonly (number | null)[]
  readonly zscale: readonly [number, number]
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/pixels.json'), 'utf8')) as { cases: Record<string, Case> }

describe('cuts', () => {
  it('by zscale are those of astropy', () => {
    for (const [name, { values, zscale }] of Object.entries(cases)) {
      const cuts = zscaleCuts(values.map((value) => value ?? NaN))
      if (zscale[0] === zscale[1]) continue
      const tolerance = 1e-9 * (zscale[1] - zscale[0]) + 1e-9 * Math.abs(zscale[0])
      expect(Math.abs(cuts!.low - zscale[0]), name).toBeLessThan(tolerance)
      expect(Math.abs(cuts!.high - zscale[1]), name).toBeLessThan(tolerance)
    }
  })

  it('of an image of one value, or of none, are usable', () => {
    const one = zscaleCuts(new Float32Array(100).fill(7))
    expect(one!.high).toBeGreaterThan(one!.low)
    expect(zscaleCuts(new Float32Array(9).fill(NaN))).toBeNull()
    expect(percentileCuts([], 1, 99)).toBeNull()
  })

  it('by percentile leave the tails out', () => {
    const data = Float64Array.from({ length: 1001 }, (_, i) => i)
    expect(percentileCuts(data, 1, 99)).toEqual({ low: 10, high: 990 })
  })
})
