import { describe, expect, it } from 'vitest'
import { separation, skyPos } from '../../vo/sky/sky-pos.ts'
import { airmassOf, cosmos, fullNights, taiMinusUtc } from './cadence.ts'
import { coaddsOf, DemoPlan } from './plan.ts'
import { demoCount } from './survey.ts'

const plan = new DemoPlan()

describe('the full survey', () => {
  const visits = plan.visits('full')

  it('has three nights, over 600 visits and over 340,000 images', () => {
    expect(new Set(visits.map(({ dayObs }) => dayObs))).toEqual(new Set(fullNights))
    expect(visits.length).toBeGreaterThanOrEqual(600)
    expect(demoCount(plan, 'full')).toBeGreaterThan(340_000)
  })

  it('numbers visits by night and sequence, each once, in the order of time and never two at once', () => {
    expect(new Set(visits.map(({ visit }) => visit)).size).toBe(visits.length)
    for (const [k, visit] of visits.entries()) {
      expect(visit.visit).toBe(visit.dayObs * 100000 + visit.seq)
      const before = visits[k - 1]
      if (before !== undefined) expect(visit.mjdTai - before.mjdTai).toBeGreaterThan(before.exposure / 86400)
    }
  })

  it('looks only where the telescope can: airmass below 1.6, in the night of its day_obs', () => {
    for (const visit of visits) {
      const utc = visit.mjdTai - taiMinusUtc / 86400
      expect(airmassOf(visit.ra, visit.dec, utc)).toBeLessThan(1.6)
      const day = new Date((utc - 40587 - 0.5) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
      expect(Number(day)).toBe(visit.dayObs)
      // between the ends of twilight at Cerro Pachón in March
      expect(utc % 1).toBeGreaterThan(0.005)
      expect(utc % 1).toBeLessThan(0.39)
    }
  })

  it('comes back to COSMOS in every band, and sees wide fields twice a night in two filters half an hour apart', () => {
    const deep = visits.filter(({ target }) => target === cosmos.name)
    expect(new Set(deep.map(({ band }) => band)).size).toBe(6)
    expect(deep.length).toBeGreaterThan(150)
    for (const visit of deep) expect(separation(skyPos(visit.ra, visit.dec), skyPos(cosmos.ra, cosmos.dec))).toBeLessThan(0.5)
    const wide = new Map<string, number[]>()
    for (const visit of visits) if (visit.target !== cosmos.name) wide.set(visit.target, [...(wide.get(visit.target) ?? []), visit.mjdTai])
    for (const [first, second] of wide.values()) {
      expect((second! - first!) * 24 * 60).toBeGreaterThan(15)
      expect((second! - first!) * 24 * 60).toBeLessThan(60)
    }
  })
})

it('the page has one small night with every type of image', () => {
  expect(plan.visits('page').length).toBe(12)
  expect(demoCount(plan, 'page')).toBeLessThan(7000)
  expect(new Set(coaddsOf(plan, 'page').map(({ type }) => type))).toEqual(new Set(['template_coadd', 'deep_coadd']))
})

it('finds a visit of any night by its number, and no other', () => {
  const [visit] = plan.visits('page')
  expect(plan.visit(visit!.visit)).toEqual(visit)
  expect(plan.visit(2026031799999)).toBeNull()
  expect(plan.visit(1)).toBeNull()
})
