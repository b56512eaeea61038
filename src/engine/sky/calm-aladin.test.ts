import { describe, expect, it } from 'vitest'
import { letRest } from './calm-aladin.ts'

/** A core of Aladin as it is: painting in each update. */
class Core {
  painted = 0
  moves = false
  renders = false
  update(_ms: number): boolean {
    this.painted += 1
    return this.moves
  }
  isRendering(): boolean {
    return this.renders
  }
  setCenter(): void {}
  getCenter(): number {
    return this.painted
  }
}

function calmed(): { readonly core: Core; readonly arrive: () => void; readonly isAwake: () => boolean; readonly run: (ms: number) => number } {
  let now = 1000
  let arrive = (): void => {}
  const core = new Core()
  const isAwake = letRest(core, { now: () => now, onReason: (told) => void (arrive = told) })
  /** Frames of so many ms; tells how many were painted. */
  const run = (ms: number): number => {
    const before = core.painted
    for (const end = now + ms; now < end; now += 20) core.update(20)
    return core.painted - before
  }
  return { core, arrive: () => arrive(), isAwake, run }
}

describe('Aladin that may rest', () => {
  it('paints each frame at first, and then one now and again', () => {
    const { run } = calmed()
    expect(run(1500)).toBe(75)
    expect(run(500)).toBeLessThan(3)
    expect(run(20_000)).toBeLessThan(12)
  })

  it('wakes when it is told something, and not when it is asked', () => {
    const { core, isAwake, run } = calmed()
    run(5000)
    core.getCenter()
    expect(run(1000)).toBeLessThan(2)
    expect(isAwake()).toBe(false)
    core.setCenter()
    expect(isAwake()).toBe(true)
    expect(run(1000)).toBe(50)
  })

  it('wakes when a tile comes, and stays awake as long as it moves', () => {
    const { core, arrive, run } = calmed()
    run(5000)
    arrive()
    expect(run(1000)).toBe(50)
    core.moves = true
    expect(run(10_000)).toBe(500)
    core.moves = false
    run(5000)
    expect(run(1000)).toBeLessThan(2)
  })

  it('says that there is nothing new while it rests', () => {
    const { core, run } = calmed()
    core.renders = true
    run(5000)
    expect(core.isRendering()).toBe(true)
    core.renders = false
    run(5010)
    core.renders = true
    expect(core.isRendering()).toBe(false)
  })
})
