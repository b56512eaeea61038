import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingestFile } from '../dax/archive/ingest/take-in.ts'
import { smallFits } from '../dax/archive/testing/small-fits.ts'
import { openArchive } from '../dax/node/open-archive.ts'
import { settingsOf } from '../dax/node/settings.ts'

export const title = 'Ingest: small images a second with their provenance, fsync on, 1 to 8 at a time; beside it the disk alone'

const images = 400

/** Prints images a second and latency by the number taken in at a time, and what the same fsyncs cost without anything else. */
export async function run(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-bench-'))
  await chmod(folder, 0o755)
  const archive = await openArchive(settingsOf({ data: join(folder, 'data') }, { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' }))
  try {
    await ingestFile(archive.ports, 'first.fits', smallFits({ ra: 1, dec: 1, seed: 1_000_000 }))
    print('at a time | images/s | median ms | 99 % ms | two files and a folder fsynced/s')
    for (const parallel of [1, 4, 8]) {
      const disk = await inLanes(parallel, async (i) => {
        for (const name of ['a', 'b']) await written(join(folder, `${name}${parallel}-${i}`), smallFits({ ra: 1, dec: 1, seed: i }))
        await synced(folder)
      })
      const own = await inLanes(parallel, async (i) => {
        const seed = parallel * 10_000 + i
        const done = await ingestFile(
          archive.ports,
          `f${seed}.fits`,
          smallFits({ ra: (seed * 7) % 360, dec: (seed % 170) - 85, seed, object: `no ${seed}` }),
        )
        if (done.at !== 'stored') throw new Error(`not stored: ${done.at}`)
      })
      print(
        `${String(parallel).padStart(9)} | ${own.rate.toFixed(0).padStart(8)} | ${own.median.toFixed(1).padStart(9)} | ${own.p99.toFixed(1).padStart(7)} | ${disk.rate.toFixed(0)}`,
      )
    }
  } finally {
    await archive.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function inLanes(
  parallel: number,
  work: (i: number) => Promise<void>,
): Promise<{ readonly rate: number; readonly median: number; readonly p99: number }> {
  let next = 0
  const times: number[] = []
  const begun = performance.now()
  const lane = async (): Promise<void> => {
    for (let i = next++; i < images; i = next++) {
      const at = performance.now()
      await work(i)
      times.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
  const seconds = (performance.now() - begun) / 1000
  times.sort((a, b) => a - b)
  return { rate: images / seconds, median: times[Math.floor(times.length / 2)] ?? 0, p99: times[Math.floor(times.length * 0.99)] ?? 0 }
}

async function written(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  await file.write(bytes)
  await file.sync()
  await file.close()
}

async function synced(folder: string): Promise<void> {
  const file = await open(folder, 'r')
  await file.sync()
  await file.close()
}
