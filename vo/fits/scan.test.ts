import { gzipSync } from 'node:zlib'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { obscoreFromFits } from '../obscore/from-header.ts'
import { readFits } from './file.ts'
import { gunzipIfNeeded } from './gunzip.ts'
import { scanFits } from './scan.ts'

const folder = new URL('../../../shared/data/fits/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => /\.(?:fits?|fz|fits\.gz)$/iu.test(String(name))) : []
if (files.length === 0) console.log('skipped: the scan of real files, ../shared/data is not here')

/** In pieces of these sizes, over and over. */
function streamOf(bytes: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0
  let turn = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      const size = sizes[turn++ % sizes.length] ?? 1
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    },
  })
}

const card = (text: string): string => text.padEnd(80)
function fits(...hdus: readonly { readonly cards: readonly string[]; readonly data: number }[]): Uint8Array {
  const parts = hdus.flatMap(({ cards, data }) => [
    new TextEncoder().encode([...cards.map(card), card('END')].join('').padEnd(Math.ceil(((cards.length + 1) * 80) / 2880) * 2880)),
    new Uint8Array(Math.ceil(data / 2880) * 2880),
  ])
  return new Uint8Array(Buffer.concat(parts))
}
const primary = [
  'SIMPLE  =                    T',
  'BITPIX  =                    8',
  'NAXIS   =                    1',
  'NAXIS1  =                 3000',
]
const extension = ["XTENSION= 'IMAGE   '", ...primary.slice(1), 'PCOUNT  =                    0', 'GCOUNT  =                    1']

async function both(bytes: Uint8Array, sizes: readonly number[]) {
  const unzipped = await gunzipIfNeeded(bytes)
  const whole = unzipped.ok ? readFits(unzipped.value) : unzipped
  const scanned = await scanFits(streamOf(bytes, sizes))
  const plain = (r: typeof whole) =>
    r.ok ? r.value.hdus.map(({ kind, name, header }) => ({ kind, name, cards: header.cards, problems: header.problems })) : r.error.message
  return { whole: plain(whole), scanned: plain(scanned) }
}

afterEach(() => vi.unstubAllGlobals())

describe('scanning a FITS file', () => {
  it.each(files)('tells of %s what reading it whole tells', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(String(name), folder)))
    const { whole, scanned } = await both(bytes, [65_536])
    expect(scanned).toEqual(whole)
    const file = await scanFits(streamOf(bytes, [5000]))
    const unzipped = await gunzipIfNeeded(bytes)
    const read = unzipped.ok ? readFits(unzipped.value) : unzipped
    // the size of the file is the one thing that its headers do not tell
    const row = (from: typeof read) => {
      const told = from.ok ? obscoreFromFits(from.value, 'x.fits') : from
      return told.ok ? { ...told.value, access_estsize: null } : told.error
    }
    expect(row(file)).toEqual(row(read))
  })

  it('agrees with reading whole, however the bytes come and wherever they break off', async () => {
    const bytes = fits(
      { cards: primary, data: 3000 },
      { cards: [...extension, ...Array.from({ length: 80 }, (_, i) => `KEY${i}    = ${i}`)], data: 3000 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: bytes.length + 100 }),
        fc.boolean(),
        async (sizes, end, zip) => {
          const cut = bytes.slice(0, end)
          const { whole, scanned } = await both(zip ? new Uint8Array(gzipSync(cut)) : cut, sizes)
          expect(scanned).toEqual(whole)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('refuses a gzip bomb before it has unpacked it', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(30_000_000)))
    const data = await scanFits(streamOf(bomb, [4096]), 1_000_000)
    expect(data.ok).toBe(false)
    const hidden = new Uint8Array(gzipSync(Buffer.concat([fits({ cards: primary, data: 3000 }), Buffer.alloc(30_000_000)])))
    const after = await scanFits(streamOf(hidden, [4096]), 1_000_000)
    expect(after.ok === false && after.error.message).toMatch(/more than the limit of 1000000 bytes/u)
  })

  it('unpacks small pieces, however large they come: Chromium unpacks a piece whole before one can stop it', async () => {
    const given: number[] = []
    const Real = DecompressionStream
    class Watched extends Real {
      constructor(format: CompressionFormat) {
        super(format)
        const real = this.writable.getWriter()
        const writable = new WritableStream<BufferSource>({
          write(piece) {
            given.push(piece.byteLength)
            return real.write(piece)
          },
          close: () => real.close(),
          abort: (reason) => real.abort(reason),
        })
        Object.defineProperty(this, 'writable', { value: writable })
      }
    }
    vi.stubGlobal('DecompressionStream', Watched)
    // the header promises all that comes
    const cards = [...primary.slice(0, 3), 'NAXIS1  =            100000000']
    const bomb = new Uint8Array(gzipSync(fits({ cards, data: 100_000_000 })))
    expect(bomb.length).toBeGreaterThan(65_536)
    const read = await scanFits(streamOf(bomb, [bomb.length]), 1_000_000)
    expect(read.ok === false && read.error.message).toMatch(/more than the limit of 1000000 bytes/u)
    expect(Math.max(...given)).toBeLessThanOrEqual(16_384)
    expect(given.length).toBeLessThan(bomb.length / 16_384)
  })

  it('refuses a header of 100,000 cards', async () => {
    const flood = fits({ cards: [...primary, ...Array.from({ length: 100_000 }, (_, i) => `COMMENT ${i}`)], data: 3000 })
    const read = await scanFits(streamOf(flood, [65_536]))
    expect(read.ok === false && read.error.message).toMatch(/more than 20000 cards/u)
  })
})
