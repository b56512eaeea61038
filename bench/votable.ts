import { spawnSync } from 'node:child_process'
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { build } from 'vite'
import { BatchBuilder } from '../vo/table/build.ts'
import type { Batch } from '../vo/table/columns.ts'
import type { Field } from '../vo/table/field.ts'
import { votableStream } from '../vo/votable/write.ts'
import { seeded } from './lib-survey.ts'

export const title = 'VOTable into columns: vo/votable/read.ts beside STILTS and astropy, 20 columns, each reader in a process of its own'

interface Measured {
  readonly rows: number
  readonly seconds: number
  readonly peakMb: number
}

/** npm run bench votable; --rows=100000 for a short one. Seconds are of reading alone (STILTS: without the start of its JVM). */
export async function run(print: (line: string) => void): Promise<void> {
  const rows = Number(process.argv.find((a) => a.startsWith('--rows='))?.slice(7) ?? 1_000_000)
  const folder = mkdtempSync(join(tmpdir(), 'skydax-votable-'))
  try {
    const module = await bundled(folder)
    print(`${rows} rows × ${fields.length} columns; ratio = peer's seconds ÷ ours`)
    print('serialization  reader        MB    seconds     MB/s   peak memory   ratio')
    for (const serialization of ['TABLEDATA', 'BINARY2'] as const) {
      const file = join(folder, `${serialization}.xml`)
      await pipeline(Readable.fromWeb(votableStream({ fields, batches: batches(rows) }, serialization) as never), createWriteStream(file))
      const mb = statSync(file).size / 1e6
      const ours = measured('ours', process.execPath, [join(process.cwd(), 'bench', 'lib-load-ours.mjs'), module, file])
      if (ours === null) throw new Error('our own reader did not run')
      const results: [string, Measured | null][] = [
        ['ours', ours],
        ['STILTS', stilts(file)],
        ['astropy', astropy(file)],
      ]
      for (const [name, m] of results) {
        if (m === null) {
          print(`${serialization.padEnd(14)} ${name.padEnd(10)} skipped: not installed here`)
          continue
        }
        if (m.rows !== rows) throw new Error(`${name} read ${m.rows} rows of ${serialization}, and ${rows} were written`)
        const ratio = name === 'ours' ? '' : `× ${(m.seconds / ours.seconds).toFixed(2)}`
        print(
          `${serialization.padEnd(14)} ${name.padEnd(8)} ${mb.toFixed(0).padStart(7)} ${m.seconds.toFixed(2).padStart(10)} ${(mb / m.seconds).toFixed(0).padStart(8)} ${`${m.peakMb.toFixed(0)} MB`.padStart(13)}   ${ratio}`,
        )
      }
      rmSync(file)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The reader as one module, so that it runs in a Node without the benchmark's other memory. */
async function bundled(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: process.cwd(),
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: join(process.cwd(), 'vo/votable/read.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'reader.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(folder, 'reader.mjs')
}

function measured(what: string, command: string, args: readonly string[]): Measured | null {
  const done = spawnSync(command, args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${what} failed: ${done.stderr.trim()}`)
  const [rows = NaN, seconds = NaN, peakMb = NaN] = done.stdout.trim().split(/\s+/u).map(Number)
  return { rows, seconds, peakMb }
}

function astropy(file: string): Measured | null {
  const python = '/usr/bin/python3'
  if (!existsSync(python) || spawnSync(python, ['-c', 'import astropy']).status !== 0) return null
  return measured('astropy', python, [join(process.cwd(), 'bench', 'lib-load.py'), file])
}

/** STILTS keeps the table in columns in memory (-memory) and counts it; the time of an empty table (the JVM's start) is taken off. */
function stilts(file: string): Measured | null {
  if (spawnSync('stilts', ['-version']).status !== 0) return null
  const timed = (input: readonly string[]): { seconds: number; out: string; peakMb: number } => {
    const began = performance.now()
    const done = spawnSync('/usr/bin/env', ['time', '-f', 'PEAK %M', 'stilts', '-memory', 'tpipe', ...input, 'omode=count'], { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`STILTS failed: ${done.stderr.trim()}`)
    const seconds = (performance.now() - began) / 1000
    return { seconds, out: done.stdout, peakMb: Number(/PEAK (\d+)/u.exec(done.stderr)?.[1] ?? NaN) / 1024 }
  }
  const empty = timed(['in=:loop:1'])
  // a random-access table must be read whole, every cell of it, into columns
  const full = timed([`in=${file}`, 'ifmt=votable', 'cmd=random'])
  const rows = Number(/rows:\s*([\d,]+)/iu.exec(full.out)?.[1]?.replaceAll(',', '') ?? NaN)
  return { rows, seconds: full.seconds - empty.seconds, peakMb: full.peakMb }
}

const numbers = (names: string, datatype: Field['datatype']): Field[] => names.split(' ').map((name) => ({ name, datatype }))
const texts = (names: string): Field[] => names.split(' ').map((name) => ({ name, datatype: 'char', arraysize: '*' }))

/** Twenty columns as an ObsCore answer has them: ids, positions, times, short and long text, some null. */
const fields: readonly Field[] = [
  ...numbers('image_id visit', 'long'),
  ...numbers('detector calib_level xel1', 'int'),
  ...numbers('ra dec t_min t_max em_min em_max', 'double'),
  ...numbers('seeing zero_point background exptime', 'float'),
  ...numbers('synthetic', 'boolean'),
  ...texts('band collection obs_id publisher_did'),
]

function* batches(rows: number): Generator<Batch> {
  const random = seeded(7)
  for (let at = 0; at < rows; at += 10_000) {
    const builder = new BatchBuilder(fields, 10_000)
    for (let i = at; i < Math.min(rows, at + 10_000); i++) {
      const mjd = 61_000 + i / 1000
      builder.add([
        BigInt(i + 1),
        2_026_092_300_000n + BigInt(Math.floor(i / 189)),
        i % 189,
        i % 4,
        random() < 0.05 ? null : 4072,
        360 * random(),
        -90 + 180 * random(),
        mjd,
        mjd + 30 / 86_400,
        5.52e-7,
        6.91e-7,
        0.5 + random(),
        random() < 0.1 ? null : 31 + random(),
        1000 * random(),
        30,
        i % 2 === 0,
        'ugrizy'[i % 6],
        'LSSTCam/calibrated',
        `visit/${Math.floor(i / 189)}/${i % 189}`,
        `ivo://skydax.local/archive?demo/visit_image/${Math.floor(i / 189)}/${i % 189}`,
      ])
    }
    yield builder.finish()
  }
}
