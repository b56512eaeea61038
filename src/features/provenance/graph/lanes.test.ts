import { describe, expect, it } from 'vitest'
import { lanesOf } from './lanes.ts'

const box = (title: string, kind: 'entity' | 'activity', time: number | null, isGroup = false) => ({ title, kind, time, isGroup })

describe('lanes along time', () => {
  it('lie in the order of their beginning; groups and their members share one, and what has no time is last', () => {
    const lanes = lanesOf([box('coadd', 'entity', null), box('3 × warp', 'entity', 9, true), box('raw', 'entity', 1), box('warp', 'entity', 7)])
    expect([...lanes.keys()]).toEqual(['raw', 'warp', 'coadd'])
  })

  it('put what was made above what began with it at that moment', () => {
    const back = [box('visit_image', 'entity', 3), box('calibrate', 'activity', 2), box('post_isr', 'entity', 2), box('isr', 'activity', 1)]
    expect([...lanesOf(back).keys()]).toEqual(['isr', 'post_isr', 'calibrate', 'visit_image'])
    expect([...lanesOf(back.toReversed()).keys()]).toEqual(['isr', 'post_isr', 'calibrate', 'visit_image'])
  })
})
