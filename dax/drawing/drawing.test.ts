import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory-store.ts'
import type { Draw, DrawTask } from './draw-task.ts'
import { memoryCache } from './drawn-cache.ts'
import { drawnTag, startDrawing } from './drawing.ts'
import { drawnCacheContract } from './testing/drawn-cache-contract.ts'

drawnCacheContract('in memory', async (limit) => memoryCache(limit))

const task: DrawTask = { kind: 'tile', hips: 'x', order: 3, npix: 4, format: 'png' }
const base = { store: memoryStore(), hipsFile: () => Promise.resolve(null) }

/** A drawer whose tasks end when told to. */
function slowDraw() {
  const asked: { readonly end: (bytes: Uint8Array<ArrayBuffer> | null) => void; readonly signal: AbortSignal | undefined }[] = []
  const draw: Draw = (_task, signal) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
      asked.push({ end: resolve, signal })
    })
  return { asked, draw }
}
const begun = () => new Promise((resolve) => setTimeout(resolve))

describe('drawing', () => {
  it('draws once for all who ask at the same time, and keeps it for those who come later', async () => {
    const { asked, draw } = slowDraw()
    const drawing = startDrawing({ ...base, draw })
    const three = [drawing.kept('aa', task), drawing.kept('aa', task), drawing.kept('aa', task)]
    await begun()
    asked[0]!.end(Uint8Array.of(1, 2))
    expect(await Promise.all(three)).toEqual(Array(3).fill(Uint8Array.of(1, 2)))
    expect(await drawing.kept('aa', task)).toEqual(Uint8Array.of(1, 2))
    expect(asked).toHaveLength(1)
  })

  it('keeps that there is nothing', async () => {
    const { asked, draw } = slowDraw()
    const drawing = startDrawing({ ...base, draw })
    const first = drawing.kept('aa', task)
    await begun()
    asked[0]!.end(null)
    expect([await first, await drawing.kept('aa', task)]).toEqual([null, null])
    expect(asked).toHaveLength(1)
  })

  it('lets one leave without taking the picture from the others; breaks off when the last one leaves', async () => {
    const { asked, draw } = slowDraw()
    const drawing = startDrawing({ ...base, draw })
    const [one, two] = [new AbortController(), new AbortController()]
    const first = drawing.kept('aa', task, one.signal)
    const second = drawing.kept('aa', task, two.signal)
    await begun()
    one.abort()
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked[0]!.signal?.aborted).toBe(false)
    two.abort()
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked[0]!.signal?.aborted).toBe(true)
    // who comes now begins anew
    const third = drawing.kept('aa', task)
    await begun()
    asked[1]!.end(Uint8Array.of(7))
    expect(await third).toEqual(Uint8Array.of(7))
  })

  it('keeps no failure', async () => {
    let times = 0
    const drawing = startDrawing({
      ...base,
      draw: async () => {
        if (times++ === 0) throw new Error('no memory')
        return Uint8Array.of(3)
      },
    })
    await expect(drawing.kept('aa', task)).rejects.toThrow('no memory')
    expect(await drawing.kept('aa', task)).toEqual(Uint8Array.of(3))
  })

  it('names what is drawn by the task, its input and the version of the code', async () => {
    const ports = (version: string) => ({ config: { version } as never })
    const tags = await Promise.all([
      drawnTag(ports('1'), task, 'a'),
      drawnTag(ports('1'), task, 'b'),
      drawnTag(ports('2'), task, 'a'),
      drawnTag(ports('1'), { ...task, npix: 5 }, 'a'),
    ])
    expect(new Set(tags).size).toBe(4)
    expect(tags.every((tag) => /^[0-9a-f]{40}$/u.test(tag))).toBe(true)
    expect(await drawnTag(ports('1'), task, 'a')).toBe(tags[0])
  })
})
