import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { BatchBuilder } from '../vo/table/build.ts'
import type { Batch } from '../vo/table/columns.ts'
import type { Field } from '../vo/table/field.ts'
import { readVotable, votableBatches } from '../vo/votable/read.ts'
import { votableStream, type Serialization } from '../vo/votable/write.ts'

const rowCount = Number(process.env['BENCH_ROWS'] ?? 1_000_000)

export const title = `VOTable of ${rowCount.toLocaleString('en')} rows × 20 columns into columns: ours beside STILTS (cmd=cache) and astropy, and written by ours`

/** 20 columns as an archive has them: ids of 64 bits, positions and times with all digits, magnitudes, counts, flags, texts that repeat and that do not. */
const fields: readonly Field[] = [
  { name: 'id', datatype: 'long' },
  ...['ra', 'dec', 't_min', 't_max', 's_fov', 'em_min', 'em_max'].map((name): Field => ({ name, datatype: 'double' })),
  ...['mag', 'mag_err', 'psf', 'sky', 'zp'].map((name): Field => ({ name, datatype: 'float' })),
  { name: 'visit', datatype: 'long' },
  { name: 'detector', datatype: 'int' },
  { name: 'flags', datatype: 'int' },
  { name: 'ok', datatype: 'boolean' },
  { name: 'collection', datatype: 'char', arraysize: '*' },
  { name: 'band', datatype: 'char', arraysize: '*' },
  { name: 'did', datatype: 'char', arraysize: '*' },
]

function* batches(): Generator<Batch> {
  let seed = 1
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647
  for (let at = 0; at < rowCount; at += 10_000) {
    const builder = new BatchBuilder(fields, 10_000)
    for (let i = at; i < Math.min(rowCount, at + 10_000); i++) {
      const t = 60_000 + random() * 1000
      builder.add([
        BigInt(i) * 9_007_199_254n + 3n,
        random() * 360,
        random() * 180 - 90,
        t,
        t + 30 / 86_400,
        0.23,
        5.5e-7,
        7e-7,
        15 + random() * 10,
        i % 50 === 0 ? null : random() * 0.1,
        0.6 + random(),
        random() * 1000,
        27 + random(),
        2_026_092_300_000n + BigInt(i % 1000),
        i % 189,
        i % 65_536,
        i % 3 !== 0,
        'LSSTCam/prompt',
        'ugrizy'[i % 6]!,
        `ivo://skydax.local/archive?demo/raw/${i}/94`,
      ])
    }
    yield builder.finish()
  }
}

const astropy = `
import sys, time
from astropy.io.votable import parse_single_table
t = time.time(); n = len(parse_single_table(sys.argv[1]).array); print(n, time.time() - t)`

/** Seconds of a program, its start included; null where it is not installed. */
function timed(command: string, args: readonly string[]): { readonly seconds: number; readonly output: string } | null {
  const start = performance.now()
  try {
    const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 600_000 })
    return { seconds: (performance.now() - start) / 1000, output }
  } catch {
    return null
  }
}

const streamOf = (file: string): ReadableStream<Uint8Array> => Readable.toWeb(createReadStream(file)) as unknown as ReadableStream<Uint8Array>

async function ours(file: string): Promise<number> {
  const start = performance.now()
  const read = await readVotable(streamOf(file))
  if (!read.ok || read.value.table.length !== rowCount) throw new Error(read.ok ? `${read.value.table.length} rows` : read.error.message)
  return (performance.now() - start) / 1000
}

/** Highest memory outside of what was there before, while batches pass by; MB. */
async function streamed(file: string): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const start = performance.now()
  const before = process.memoryUsage().rss
  let highest = before
  for await (const part of votableBatches(streamOf(file))) {
    if (part.kind === 'error') throw new Error(part.error.message)
    highest = Math.max(highest, process.memoryUsage().rss)
  }
  return { seconds: (performance.now() - start) / 1000, megabytes: (highest - before) / 1e6 }
}

export async function run(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skydax-bench-'))
  const shown = (x: number | null | undefined): string => (x === null || x === undefined ? '—' : `${x.toFixed(1)} s`).padStart(9)
  try {
    print('serialization      size    written      ours   batches   (memory)     STILTS    astropy')
    for (const serialization of ['TABLEDATA', 'BINARY2'] satisfies Serialization[]) {
      const file = join(folder, `${serialization}.vot`)
      const start = performance.now()
      await pipeline(Readable.fromWeb(votableStream({ fields, batches: batches() }, serialization) as unknown as NodeStream), createWriteStream(file))
      const written = (performance.now() - start) / 1000
      const flat = await streamed(file)
      const own = Math.min(await ours(file), await ours(file))
      const stilts = timed('stilts', ['-Xmx3g', 'tpipe', `in=${file}`, 'ifmt=votable', 'cmd=cache', 'omode=count'])
      const astro = timed('/usr/bin/python3', ['-c', astropy, file])
      print(
        `${serialization.padEnd(12)} ${`${(statSync(file).size / 1e6).toFixed(0)} MB`.padStart(9)} ${shown(written)} ${shown(own)} ${shown(flat.seconds)} ${`${flat.megabytes.toFixed(0)} MB`.padStart(10)}  ${shown(stilts?.seconds)}  ${shown(astro === null ? null : Number(astro.output.trim().split(' ')[1]))}`,
      )
    }
    print('ours: whole table in memory, best of two; batches: 10,000 rows at a time. STILTS with the start of its JVM, astropy without its imports.')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
