import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFits } from '../../vo/fits/file.ts'
import { writeFits } from '../../vo/fits/write.ts'
import { cellOf } from '../../vo/sky/healpix.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { demoHips, demoTile } from '../demo/hips.ts'
import { testStars, testWorld } from '../demo/testing/world.ts'
import type { DrawTask } from '../drawing/draw-task.ts'
import type { LogEvent } from '../ports.ts'
import { drawPool, type DrawPool } from './draw-pool.ts'
import { fairQueue } from './fair-queue.ts'
import { builtEntry } from './testing/built-entry.ts'

let folder: string
let script: string
let pool: DrawPool
const logged: LogEvent[] = []
const look = { size: 64, stretch: 'asinh', cuts: 'zscale', colours: 'gray', invert: false } as const
const tile: DrawTask = { kind: 'tile', hips: 'demo-cosmos-r', order: 9, npix: cellOf(9, skyPos(150.11, 2.23)), format: 'fits' }

beforeAll(async () => {
  script = await builtEntry('dax/node/draw-worker.ts')
  folder = await mkdtemp(join(tmpdir(), 'skydax-draw-'))
  await mkdir(join(folder, 'hips', 'demo'), { recursive: true })
  await writeFile(join(folder, 'hips', 'demo', 'stars.bin'), testStars())
  await mkdir(join(folder, 'store'), { recursive: true })
  await writeFile(join(folder, 'store', 'image'), writeFits([{ axes: [100, 100], data: new Int16Array(10_000), cards: [] }]))
  pool = drawPool(script, folder, 1, (event) => void logged.push(event))
}, 60_000)
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
})

describe('threads that draw', () => {
  it('give the same bytes as this thread, which stays free meanwhile', async () => {
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const bytes = await pool.draw(tile)
    clearInterval(timer)
    expect(bytes).toEqual(
      await demoTile(
        testWorld(),
        demoHips.find((one) => one.id === 'demo-cosmos-r')!,
        9,
        (tile as { npix: number }).npix,
        'fits',
      ),
    )
    expect(longest).toBeLessThan(150)
  })

  it('read the store', async () => {
    const image = { did: 'ivo://x?image', source: 'store/image' }
    const png = await pool.draw({ kind: 'preview', image, look })
    expect([...png!.subarray(1, 4)]).toEqual([80, 78, 71])
    const whole = await pool.draw({ kind: 'file', image: { did: 'd', source: 'demo/deep_coadd/9813/112/r' } })
    expect(readFits(whole!).ok).toBe(true)
  })

  it('send refusals as they are', async () => {
    await expect(pool.draw({ kind: 'preview', image: { did: 'ivo://x?gone', source: 'store/gone' }, look })).rejects.toMatchObject({
      name: 'Fault',
      kind: 'notFound',
    })
    await expect(pool.draw({ kind: 'file', image: { did: 'ivo://x?none', source: null } })).rejects.toMatchObject({ kind: 'notFound' })
  })

  it('leave out what nobody waits for any more', async () => {
    const leaving = new AbortController()
    const first = pool.draw(tile)
    const second = pool.draw(tile, leaving.signal)
    leaving.abort()
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    expect(await first).not.toBeNull()
    await expect(pool.draw(tile, leaving.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('fail one task when a thread dies, and go on with another thread', async () => {
    const dying = drawPool(join(folder, 'no-such-program.js'), folder, 1, (event) => void logged.push(event))
    await expect(dying.draw(tile)).rejects.toThrow()
    await expect(dying.draw(tile)).rejects.toThrow()
    expect(logged.filter(({ event }) => event === 'a thread that draws ended')).toHaveLength(2)
    await dying.close()
  })

  it('refuse with a word when the server stops', async () => {
    const closing = drawPool(script, folder, 1, () => undefined)
    const tasks = [closing.draw(tile), closing.draw(tile)]
    const settled = Promise.allSettled(tasks)
    await closing.close()
    for (const end of await settled) expect(end).toMatchObject({ status: 'rejected', reason: { kind: 'transient' } })
    await expect(closing.draw(tile)).rejects.toMatchObject({ kind: 'transient' })
  })
})

it('waiting tasks of several kinds take turns', () => {
  const queue = fairQueue<string>()
  for (const item of ['t1', 't2', 't3', 't4']) queue.add('tile', item)
  expect(queue.take()).toBe('t1')
  queue.add('cutout', 'c1')
  queue.add('cutout', 'c2')
  expect(queue.remove('tile', 't3')).toBe(true)
  expect(queue.remove('tile', 't3')).toBe(false)
  expect([queue.take(), queue.take(), queue.take(), queue.take(), queue.size()]).toEqual(['t2', 'c1', 't4', 'c2', 0])
})
