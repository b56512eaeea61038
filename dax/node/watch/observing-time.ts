import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parseHeader } from '../../../vo/fits/header.ts'
import { headerTimes } from '../../../vo/obscore/header-time.ts'

/** A header is looked for in so much of a file. */
const lookBytes = 400 * 2880

/** When an image was taken (MJD, UTC), by a quick look at its first headers; null = it does not tell. Never throws: a bad file is told of when it is taken in. */
export async function observingTime(path: string): Promise<number | null> {
  try {
    const bytes = await beginning(path)
    for (let at = 0; at + 2880 <= bytes.length;) {
      const read = parseHeader(bytes, at)
      if (!read.ok) return null
      const { tMin } = headerTimes(read.value.header)
      if (tMin !== null) return tMin
      // a primary header without data is followed by the next one at once
      if (read.value.header.number('NAXIS') !== 0) return null
      at = read.value.end
    }
    return null
  } catch {
    return null
  }
}

async function beginning(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(lookBytes), 0, lookBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    return head[0] === 0x1f && head[1] === 0x8b ? await unzippedStart(head) : head
  } finally {
    await file.close()
  }
}

/** As much as the beginning of a gzip stream unpacks to, and no more than is looked at. */
async function unzippedStart(head: Uint8Array): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let size = 0
  const unzip = Readable.from([head]).pipe(createGunzip())
  try {
    for await (const part of unzip as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size >= lookBytes) break
    }
  } catch {
    // the stream goes on in the part of the file that was not read
  }
  return Buffer.concat(parts)
}
