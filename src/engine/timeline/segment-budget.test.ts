import { describe, expect, it } from 'vitest'
import { segmentBudget } from './segment-budget.ts'

/** Frames on a machine that paints so many segments a ms, as many as the budget allows. */
function after(frames: number, perMs: number): number {
  const budget = segmentBudget()
  for (let k = 0; k < frames; k++) budget.took(budget.most(), budget.most() / perMs)
  return budget.most()
}

describe('the segments of a frame in motion', () => {
  it('are as many as the machine paints in 4 ms, within limits', () => {
    expect(after(6, 10_000)).toBe(40_000)
    expect(after(6, 50_000)).toBe(200_000)
    expect(after(9, 1)).toBe(20_000)
    expect(after(9, 1e9)).toBe(400_000)
  })

  it('are halved at most by one frame that was interrupted, and not at all by one with little to paint', () => {
    const budget = segmentBudget()
    budget.took(100_000, 1000)
    expect(budget.most()).toBe(50_000)
    budget.took(100, 40)
    expect(budget.most()).toBe(50_000)
  })
})
