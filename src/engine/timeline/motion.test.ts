import { describe, expect, it } from 'vitest'
import { motion } from './motion.ts'
import type { Asked, Motion } from './motion.ts'

/** One frame at a time, by a drawing that paints roughly whenever it may, or never; tells what was painted. */
function frame(of: Motion, at: number, asked: Asked | null, canBeRough = true): string {
  if (asked !== null) of.ask(asked, at)
  const plan = of.plan(at)
  const painted = plan.base ? (plan.isMoving && canBeRough ? 'rough' : 'exact') : null
  of.done(plan, painted, at)
  return `${painted ?? '-'}${plan.over ? ' over' : ''}`
}

describe('frames in motion', () => {
  it('paint moves that follow each other roughly, then once exactly when they rest, and nothing in between', () => {
    const one = motion()
    expect(frame(one, 0, 'base')).toBe('exact over')
    expect([500, 516, 532].map((at) => frame(one, at, 'moved'))).toEqual(['exact over', 'rough over', 'rough over'])
    const after = Array.from({ length: 12 }, (_, k) => {
      const isOwing = one.isOwing()
      return [isOwing, frame(one, 548 + 16 * k, null)]
    })
    expect(after.filter(([, painted]) => painted !== '-')).toEqual([[true, 'exact over']])
    expect(one.isOwing()).toBe(false)
    expect(after.findIndex(([, painted]) => painted !== '-')).toBe(7)
  })

  it('go on with a motion whose frames are slow to come, and end it when nobody moves', () => {
    const slow = motion()
    frame(slow, 0, 'base')
    const painted: string[] = []
    let ended = 0
    for (let k = 1; k <= 4; k++) {
      // moved as soon as the last frame was there; the next comes a fifth of a second later
      slow.ask('moved', ended + 10)
      const plan = slow.plan(ended + 200)
      painted.push(plan.isMoving ? 'rough' : 'exact')
      ended += 210
      slow.done(plan, plan.isMoving ? 'rough' : 'exact', ended)
    }
    expect(painted).toEqual(['exact', 'rough', 'rough', 'rough'])
    expect(frame(slow, ended + 150, null)).toBe('exact over')
  })

  it('owe nothing where the drawing painted exactly all the same', () => {
    const one = motion()
    for (const at of [0, 16, 32]) expect(frame(one, at, at === 0 ? 'base' : 'moved', false)).toBe('exact over')
    expect(one.isOwing()).toBe(false)
  })

  it('take other content for no motion, however fast it comes', () => {
    const one = motion()
    expect([0, 16, 32].map((at) => frame(one, at, 'base'))).toEqual(['exact over', 'exact over', 'exact over'])
    frame(one, 48, 'moved')
    one.ask('moved', 60)
    expect(frame(one, 64, 'base')).toBe('exact over')
  })

  it('paint what lies over alone when only that is asked for', () => {
    const one = motion()
    frame(one, 0, 'base')
    expect(frame(one, 16, 'over')).toBe('- over')
    expect(frame(one, 32, null)).toBe('-')
  })
})
