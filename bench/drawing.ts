import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { renderFits } from '../dax/demo/render.ts'
import { demoWorld } from '../dax/demo/world.ts'
import { ensureDemoStars } from '../dax/node/demo-stars.ts'
import { tilePath } from '../vo/hips/tile.ts'
import { cellAt, placeAt } from '../vo/sky/healpix.ts'
import { skyPos } from '../vo/sky/sky-pos.ts'

/** The command line, which builds itself when its sources are newer. */
const program = 'dax/node/bin.mjs'

export const title = 'searches while 16 HiPS tiles are drawn: in the thread that answers, in threads of their own, and from the cache after a restart'

const search =
  '/api/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=' +
  encodeURIComponent('SELECT TOP 100 obs_id, s_ra, s_dec FROM ivoa.obscore WHERE INTERSECTS(s_region, CIRCLE(150.1, 2.2, 0.05)) = 1')
const order = 10

/** 4 × 4 tiles beside each other, around the middle of the deep field. */
const tiles = Array.from({ length: 16 }, (_, k) => {
  const { face, x, y } = placeAt(order, skyPos(150.11, 2.23))
  return tilePath(order, cellAt(order, face, x - 2 + (k % 4), y - 2 + Math.floor(k / 4)), 'png')
})

interface Server {
  readonly origin: string
  stop(): Promise<void>
}

async function serve(data: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--no-app', '--data', data], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const origin = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (piece) => {
      text += String(piece)
      const found = /Open (http:\/\/\S+?)\/ /u.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`dax ended with code ${code}: ${text}`)))
  })
  return {
    origin,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function timed(url: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return performance.now() - start
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? NaN
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`

/** Milliseconds that whole images of the demo take to draw, from nothing, in one thread. */
function wholeImages(data: Uint8Array): number {
  const world = demoWorld(data)
  const keys = ['raw', 'visit_image', 'difference_image'].map((type) => `${type}/2026031700129/94`)
  for (const key of keys) renderFits(world, key)
  const start = performance.now()
  for (const key of keys) renderFits(world, key)
  return (performance.now() - start) / keys.length
}

async function measure({ origin }: Server, print: (line: string) => void, name: string): Promise<void> {
  for (let k = 0; k < 5; k++) await timed(origin + search)
  const idle: number[] = []
  for (let k = 0; k < 20; k++) idle.push(await timed(origin + search))
  // the first tile wakes the sky up: not part of what is compared
  await timed(`${origin}/api/hips/demo-cosmos-r/${tiles[0]}`)
  const start = performance.now()
  const state = { left: tiles.length }
  const drawn = Promise.all(tiles.map((path) => timed(`${origin}/api/hips/demo-cosmos-color/${path}`).finally(() => state.left--)))
  const busy: number[] = []
  while (state.left > 0) busy.push(await timed(origin + search))
  await drawn
  print(
    `${name.padEnd(44)} 16 tiles ${ms(performance.now() - start).padStart(9)}   search idle ${ms(median(idle)).padStart(8)}, meanwhile median ${ms(median(busy)).padStart(9)}, longest ${ms(Math.max(...busy)).padStart(9)} (${busy.length} searches)`,
  )
}

/** BENCH_DATA names an archive with the demo survey; without it one is made first (a minute). */
export async function run(print: (line: string) => void): Promise<void> {
  const given = process.env['BENCH_DATA']
  const folder = given ?? mkdtempSync(join(tmpdir(), 'skydax-drawing-'))
  try {
    if (given === undefined) {
      const made = spawn(process.execPath, [program, 'demo', '--data', folder], { stdio: 'ignore' })
      await new Promise((resolve) => made.once('exit', resolve))
    }
    print(`one whole image, from nothing, in one thread: ${ms(wholeImages(await ensureDemoStars(join(folder, 'hips', 'demo'))))}`)
    for (const [name, env, keep] of [
      ['in the thread that answers (as before)', { DAX_DRAW_THREADS: '0' }, false],
      ['in threads of their own', {}, false],
      ['from the cache, after a restart', {}, true],
    ] as const) {
      if (!keep) rmSync(join(folder, 'cache'), { recursive: true, force: true })
      const server = await serve(folder, env)
      try {
        await measure(server, print, name)
      } finally {
        await server.stop()
      }
    }
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
