import { describe, expect, it } from 'vitest'
import { bandName, opticalBands } from './band-name.ts'

describe('bandName', () => {
  it('knows the filters by their edges, also those of other surveys', () => {
    for (const b of opticalBands) expect(bandName(b.min, b.max)).toBe(b.name)
    expect(bandName(3.79e-7, 5.55e-7)).toBe('g') // SDSS g
    expect(bandName(5.4e-7, 7.0e-7)).toBe('r')
  })

  it('names the part of the spectrum for everything else', () => {
    expect(bandName(3e-7, 1e-6)).toBe('optical')
    expect(bandName(2e-6, 2.3e-6)).toBe('near IR')
    expect(bandName(0.21, 0.22)).toBe('radio')
    expect(bandName(1e-10, 1e-9)).toBe('X-ray')
  })

  it('says nothing of what is unknown', () => {
    expect(bandName(null, 1e-6)).toBeNull()
    expect(bandName(Number.NaN, 1e-6)).toBeNull()
    expect(bandName(2e-6, 1e-6)).toBeNull()
  })
})
