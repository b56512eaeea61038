import { describe, expect, it } from 'vitest'
import { separation, skyPos } from '../../vo/sky/sky-pos.ts'
import { testWorld } from './testing/world.ts'
import { brightness } from './sky.ts'

const { sky } = testWorld()
const here = skyPos(150.11, 2.23)

describe('the demo sky', () => {
  it('is the same whichever part is asked for', () => {
    const small = sky.objectsNear(here, 0.1, 24)
    const large = new Map(sky.objectsNear(skyPos(150.2, 2.3), 0.4, 25).map((object) => [object.id, object]))
    expect(small.length).toBeGreaterThan(500)
    for (const object of small) expect(large.get(object.id)).toEqual(object)
  })

  it('gives every object a number of its own that a double holds', () => {
    const ids = sky.objectsNear(here, 0.5, 24).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(Number.isSafeInteger(id)).toBe(true)
  })

  it('leaves out none near an edge of its cells: counts in a region do not depend on how it is cut', () => {
    const whole = sky
      .objectsNear(here, 0.3, 23)
      .filter(({ pos }) => separation(pos, skyPos(150.2, 2.23)) < 0.05)
      .map(({ id }) => id)
    const part = sky
      .objectsNear(skyPos(150.2, 2.23), 0.05, 23)
      .filter(({ pos }) => separation(pos, skyPos(150.2, 2.23)) < 0.05)
      .map(({ id }) => id)
    expect(part.sort()).toEqual(whole.sort())
  })

  it('has real stars where they are, and more stars toward the plane of the Milky Way', () => {
    // Sirius
    const [sirius] = sky.objectsNear(skyPos(101.2872, -16.7161), 0.02, 3)
    expect(sirius?.name).toBe('HIP 32349')
    const stars = (ra: number, dec: number): number => sky.objectsNear(skyPos(ra, dec), 0.2, 19).filter(({ type }) => type === 'star').length
    expect(stars(266.4, -28.9)).toBeGreaterThan(4 * stars(192.86, 27.13))
  })

  it('has about as many galaxies as the real one: 30 to 60 thousand a square degree to r = 24', () => {
    const density = sky.objectsNear(here, 0.3, 24).filter(({ type }) => type === 'galaxy').length / (Math.PI * 0.09)
    expect(density).toBeGreaterThan(30_000)
    expect(density).toBeLessThan(75_000)
  })

  it('has supernovae that rise and fade, and variables that keep their mean', () => {
    const objects = sky.objectsNear(here, 1.2, 23)
    const supernova = objects.find(({ change }) => change?.kind === 'supernova')!
    const epoch = supernova.change?.kind === 'supernova' ? supernova.change.epoch : 0
    expect(brightness(supernova, epoch)).toBe(1)
    expect(brightness(supernova, epoch - 30)).toBe(0)
    expect(brightness(supernova, epoch + 30)).toBeLessThan(0.5)
    expect(brightness(supernova, null)).toBe(0)
    expect(objects.filter(({ change }) => change?.kind === 'periodic').length).toBeGreaterThan(100)
  })
})
