import { fail, ok, type Result } from '../result.ts'
import { dataSize, kindOf, type FitsFile, type Hdu } from './file.ts'
import { parseHeader, type ReadHeader } from './header.ts'
import { blockBytes, cardBytes, fitsLimits } from './limits.ts'

const none = new Uint8Array(0)
const headerBlocks = Math.ceil((fitsLimits.headerCards * cardBytes) / blockBytes) + 1

/**
 * Finds all HDUs of a FITS file, gzip or not, as its bytes go by, and keeps none of the data: a file of any size costs the memory of its headers. `data` of the HDUs and
 * `bytes` of the file are empty. Accepts and refuses what gunzipIfNeeded and readFits do; more than `limitBytes` (unpacked) are refused as soon as they come.
 */
export async function scanFits(stream: ReadableStream<Uint8Array>, limitBytes: number = fitsLimits.unzippedBytes): Promise<Result<FitsFile>> {
  const input = await unpacked(stream)
  const hdus: Hdu[] = []
  try {
    for (;;) {
      const start = await input.take(8)
      if (start.length === 0 && hdus.length === 0) return fail('not FITS: the file is empty')
      if (hdus.length > 0 && String.fromCharCode(...start) !== 'XTENSION') break
      if (hdus.length >= fitsLimits.hdus) return fail(`the file has more than ${fitsLimits.hdus} HDUs`)
      const at = input.passed - start.length
      const read = await readHeader(input, start, at)
      if (!read.ok) return hdus.length === 0 ? read : fail(`HDU ${hdus.length}: ${read.error.message}`)
      const { header } = read.value
      const size = dataSize(header)
      if (!size.ok) return fail(`HDU ${hdus.length}: ${size.error.message}`, at)
      const data = await input.skip(Math.min(size.value, limitBytes - input.passed + 1))
      if (input.passed > limitBytes) return fail(tooLarge(input.isGzip, limitBytes))
      if (data < size.value)
        return fail(`HDU ${hdus.length} is cut off: its header promises ${size.value} bytes of data, the file has ${data} left`, at + read.value.end)
      hdus.push({ index: hdus.length, kind: kindOf(header, size.value), name: header.text('EXTNAME'), header, data: none })
      await input.skip((blockBytes - (size.value % blockBytes)) % blockBytes)
    }
    // what follows the last HDU is read to its end all the same: a bomb may lie there
    while (input.passed <= limitBytes && (await input.skip(1_048_576)) > 0);
    return input.passed > limitBytes ? fail(tooLarge(input.isGzip, limitBytes)) : ok({ bytes: none, hdus })
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    // bytes after the gzip stream (padding by old archives) end here too: what was unpacked counts when it is whole
    return hdus.length > 0 && error.at % blockBytes === 0
      ? ok({ bytes: none, hdus })
      : fail(`the gzip stream is damaged after ${error.at} unpacked bytes`)
  } finally {
    await input.close()
  }
}

function tooLarge(isGzip: boolean, limit: number): string {
  return isGzip ? `the gzip stream unpacks to more than the limit of ${limit} bytes` : `the file has more than the limit of ${limit} bytes`
}

/** Reads a header block by block until its END; `start` = its first 8 bytes, which stand at byte `at` of the file. */
async function readHeader(input: Input, start: Uint8Array, at: number): Promise<Result<ReadHeader>> {
  const blocks: Uint8Array[] = []
  for (let count = 0; count < headerBlocks; count++) {
    const rest = await input.take(count === 0 ? blockBytes - start.length : blockBytes)
    const block = count === 0 ? joined([start, rest]) : rest
    blocks.push(block)
    const isEnd = hasEnd(block) || block.length < blockBytes || (count === 0 && !/^(?:SIMPLE {2}|XTENSION)/u.test(text(start)))
    if (!isEnd) continue
    const read = parseHeader(joined(blocks), 0)
    if (read.ok || block.length < blockBytes || !/is cut off/u.test(read.error.message)) return placed(read, at)
  }
  return placed(parseHeader(joined(blocks), 0), at)
}

/** The parser saw one header only: its sentences tell where that header stands in the file. */
function placed(read: Result<ReadHeader>, at: number): Result<ReadHeader> {
  if (read.ok || at === 0) return read
  const shifted = (_all: string, words: string, byte: string): string => `${words} ${Number(byte) + at}`
  return fail(read.error.message.replace(/(header at byte|ends at byte|here byte) (\d+)/gu, shifted), at)
}

function hasEnd(block: Uint8Array): boolean {
  for (let card = 0; card + cardBytes <= block.length; card += cardBytes)
    if (block[card] === 69 && block[card + 1] === 78 && block[card + 2] === 68 && block[card + 3] === 32) return true
  return false
}

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The gzip stream breaks off; `at` = unpacked bytes before. */
class Damaged extends Error {
  readonly at: number
  constructor(at: number) {
    super('damaged')
    this.at = at
  }
}

/** Bytes, taken from the front. */
interface Input {
  readonly isGzip: boolean
  /** Unpacked bytes taken or skipped so far. */
  readonly passed: number
  /** The next `count` bytes; fewer at the end. */
  take(count: number): Promise<Uint8Array>
  /** Passes over `count` bytes; returns how many there were. */
  skip(count: number): Promise<number>
  close(): Promise<void>
}

async function unpacked(stream: ReadableStream<Uint8Array>): Promise<Input> {
  const raw = stream.getReader()
  let first: Uint8Array = none
  while (first.length < 2) {
    const next = await raw.read()
    if (next.done) break
    first = first.length === 0 ? next.value : joined([first, next.value])
  }
  const isGzip = first[0] === 0x1f && first[1] === 0x8b
  const again = rejoined(first, raw, isGzip ? packedPiece : Number.MAX_SAFE_INTEGER)
  const reader = (isGzip ? again.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>) : again).getReader()
  let held: Uint8Array = none
  let passed = 0
  const next = async (): Promise<boolean> => {
    try {
      const { done, value } = await reader.read()
      if (!done) held = value
      return !done
    } catch (error) {
      if (isGzip) throw new Damaged(passed)
      throw error
    }
  }
  async function walk(count: number, keep: ((part: Uint8Array) => void) | null): Promise<number> {
    let done = 0
    while (done < count) {
      if (held.length === 0 && !(await next())) break
      const part = held.subarray(0, Math.min(held.length, count - done))
      held = held.subarray(part.length)
      done += part.length
      passed += part.length
      keep?.(part)
    }
    return done
  }
  return {
    isGzip,
    get passed() {
      return passed
    },
    async take(count) {
      const parts: Uint8Array[] = []
      await walk(count, (part) => parts.push(part))
      return parts.length === 1 ? parts[0]! : joined(parts)
    },
    skip: (count) => walk(count, null),
    close: async () => void (await reader.cancel().catch(() => undefined)),
  }
}

/** Chromium unpacks all of a piece before any of it is read: 16 MB of this one at most, for deflate grows no more than 1032-fold. */
const packedPiece = 16_384

/** A stream of which the beginning was read already, in pieces of `most` bytes or fewer. */
function rejoined(first: Uint8Array, rest: ReadableStreamDefaultReader<Uint8Array>, most: number): ReadableStream<Uint8Array> {
  let held = first
  return new ReadableStream({
    async pull(controller) {
      while (held.length === 0) {
        const { done, value } = await rest.read()
        if (done) return controller.close()
        held = value
      }
      controller.enqueue(held.subarray(0, most))
      held = held.subarray(most)
    },
    cancel: (reason) => rest.cancel(reason),
  })
}
