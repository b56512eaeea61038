import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Fault } from '../fault.ts'
import { shorter, spoolName, TooMuch, type Appended, type AppendOptions, type Spool } from '../store/spool.ts'
import { syncFolder } from './sync-folder.ts'

/** Pieces come by the 64 KB; they are written together. */
const writeBytes = 1_048_576
/** How much may be lost of a request whose process is killed in its middle. */
const syncBytes = 67_108_864

/** A spool as files in `folder`, which several processes may share. */
export async function openFileSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true })
  const pathOf = (name: string): string => join(folder, spoolName(name))
  return {
    async create(name) {
      const file = await open(pathOf(name), 'a').catch((error: unknown) => {
        throw spoolError(error)
      })
      await file.close()
      await syncFolder(folder)
    },
    append: (name, offset, bytes, options = {}) => append(pathOf(name), offset, bytes, options),
    size: (name) =>
      stat(pathOf(name)).then(
        ({ size }) => size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null
          throw error
        },
      ),
    async read(name, start = 0, end) {
      const { size } = await stat(pathOf(name)).catch(() => {
        throw new Fault('notFound', `the bytes of upload ${name} are not here any more`)
      })
      const stop = Math.min(end ?? size, size)
      if (start >= stop) return new ReadableStream({ start: (controller) => controller.close() })
      return Readable.toWeb(createReadStream(pathOf(name), { start, end: stop - 1, highWaterMark: 262_144 })) as ReadableStream<Uint8Array>
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async *list() {
      for (const name of await readdir(folder)) if (/^[0-9a-f]{16,64}$/u.test(name)) yield name
    },
  }
}

async function append(path: string, offset: number, bytes: ReadableStream<Uint8Array>, options: AppendOptions): Promise<Appended> {
  const file = await open(path, 'r+').catch((error: unknown) => {
    throw spoolError(error)
  })
  try {
    const { size } = await file.stat()
    if (size < offset) throw shorter(size, offset)
    if (size > offset) await file.truncate(offset)
    const writer = new GatheringWriter(file, offset)
    const broken = await copy(bytes, writer, options)
    await writer.sync()
    return { size: writer.size, broken }
  } catch (error) {
    throw spoolError(error)
  } finally {
    await file.close()
  }
}

/** Copies until the stream ends or breaks off, and tells why it broke off; throws what the disk throws. */
async function copy(bytes: ReadableStream<Uint8Array>, writer: GatheringWriter, options: AppendOptions): Promise<unknown> {
  const reader = bytes.getReader()
  const leave = (): void => void reader.cancel(options.signal?.reason).catch(() => undefined)
  options.signal?.addEventListener('abort', leave, { once: true })
  let room = options.most ?? Number.POSITIVE_INFINITY
  try {
    for (;;) {
      let next: ReadableStreamReadResult<Uint8Array>
      try {
        next = await reader.read()
        options.signal?.throwIfAborted()
      } catch (error) {
        return error ?? new Error('the connection was cut')
      }
      if (next.done) return null
      const part = next.value.length > room ? next.value.subarray(0, room) : next.value
      room -= part.length
      options.seen?.(part)
      await writer.write(part)
      if (part.length < next.value.length) return new TooMuch()
      if (writer.unsynced >= syncBytes) {
        await writer.sync()
        await options.synced?.(writer.size)
      }
    }
  } finally {
    options.signal?.removeEventListener('abort', leave)
    await reader.cancel().catch(() => undefined)
  }
}

/** Writes pieces at the end of a file, a megabyte at a time, while the next ones come. */
class GatheringWriter {
  readonly #file: FileHandle
  #at: number
  #pieces: Uint8Array[] = []
  #held = 0
  #writing: Promise<void> = Promise.resolve()
  unsynced = 0

  constructor(file: FileHandle, at: number) {
    this.#file = file
    this.#at = at
  }

  get size(): number {
    return this.#at + this.#held
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#pieces.push(piece)
    this.#held += piece.length
    this.unsynced += piece.length
    if (this.#held < writeBytes) return
    await this.#writing
    this.#writing = this.#flush()
    // it is awaited by the next one; till then nobody else hears of it
    this.#writing.catch(() => undefined)
  }

  async sync(): Promise<void> {
    await this.#writing
    await this.#flush()
    await this.#file.datasync()
    this.unsynced = 0
  }

  async #flush(): Promise<void> {
    let pieces = this.#pieces
    let at = this.#at
    this.#at += this.#held
    this.#pieces = []
    this.#held = 0
    while (pieces.length > 0) {
      let { bytesWritten } = await this.#file.writev(pieces, at)
      at += bytesWritten
      while (pieces.length > 0 && bytesWritten >= pieces[0]!.length) {
        bytesWritten -= pieces[0]!.length
        pieces = pieces.slice(1)
      }
      if (bytesWritten > 0) pieces = [pieces[0]!.subarray(bytesWritten), ...pieces.slice(1)]
    }
  }
}

function spoolError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Fault('transient', 'The disk that uploads go to is full. What was acknowledged is safe; go on when there is room again.')
  if (code === 'EROFS' || code === 'EACCES')
    return new Fault('transient', 'The disk that uploads go to cannot be written at the moment. Try again later.')
  if (code === 'ENOENT') return new Fault('notFound', 'The bytes of this upload are not here any more.')
  return error
}
