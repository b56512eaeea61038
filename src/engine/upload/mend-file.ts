import { mendHeader } from '../../../vo/fits/mend-header.ts'
import { parseHeader, type FitsHeader } from '../../../vo/fits/header.ts'
import { ok, type Result } from '../../../vo/result.ts'
import type { FileFacts } from './read-file.ts'

type Read = Pick<FileFacts, 'isGzip' | 'hdus'>

/** The header of one HDU of a file that was read before. Fails where the file is not what it was then. */
export async function headerOfFile(file: Blob, read: Read, hdu: number): Promise<Result<FitsHeader>> {
  const plain = await unpacked(file, read.isGzip)
  const header = parseHeader(await headerBytes(plain, read, hdu))
  return header.ok ? ok(header.value.header) : header
}

/** The file with one card changed or added, packed as it was. Its data are not touched, and not held in memory. */
export async function mendFile(file: File, read: Read, hdu: number, keyword: string, text: string): Promise<Result<File>> {
  const plain = await unpacked(file, read.isGzip)
  const mended = mendHeader(await headerBytes(plain, read, hdu), keyword, text)
  if (!mended.ok) return mended
  const { start, end } = read.hdus[hdu] ?? { start: 0, end: 0 }
  const whole = new Blob([plain.slice(0, start), mended.value as Uint8Array<ArrayBuffer>, plain.slice(end)])
  const packed = read.isGzip ? await through(whole, new CompressionStream('gzip')) : whole
  return ok(new File([packed], file.name, { lastModified: file.lastModified }))
}

async function headerBytes(plain: Blob, { hdus }: Read, hdu: number): Promise<Uint8Array> {
  const { start, end } = hdus[hdu] ?? { start: 0, end: 0 }
  return new Uint8Array(await plain.slice(start, end).arrayBuffer())
}

function unpacked(file: Blob, isGzip: boolean): Promise<Blob> {
  return isGzip ? through(file, new DecompressionStream('gzip')) : Promise.resolve(file)
}

function through(blob: Blob, change: CompressionStream | DecompressionStream): Promise<Blob> {
  return new Response(blob.stream().pipeThrough(change)).blob()
}
