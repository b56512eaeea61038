import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { Fault } from '../fault.ts'
import { storeName, type Store } from '../store/store.ts'
import { isAlive } from './pg/lock.ts'
import { syncFolder } from './sync-folder.ts'

/** The layout of store folders that this code reads and writes. */
const format = 1

/**
 * A store as ordinary files below `folder`. A file appears under its name only when it is whole and on disk: bytes go to tmp/, are fsynced, the
 * name is linked to them, and the folder is fsynced. `archive` is the id of the database that the store belongs to; the first start writes it
 * into the file FORMAT, and a store of another archive or of another layout is refused with a sentence. Leftovers of killed processes are removed.
 */
export async function openFileStore(folder: string, archive: string): Promise<Store> {
  await mkdir(join(folder, 'tmp'), { recursive: true })
  await checkFormat(folder, archive)
  await removeLeftovers(join(folder, 'tmp'))
  return {
    ...fileReader(folder),
    write: (name, bytes) => write(folder, pathOf(folder, name), name, bytes),
    replace: (name, bytes) => replace(folder, pathOf(folder, name), name, bytes),
    remove: (name) => rm(pathOf(folder, name), { force: true }),
    async *list(prefix) {
      for await (const path of filesBelow(folder)) {
        const name = relative(folder, path).split(sep).join('/')
        const size = name.startsWith(prefix) ? await sizeOf(path) : null
        if (size !== null) yield { name, size }
      }
    },
  }
}

/** Reads the store below `folder`, which another thread has opened. */
export function fileReader(folder: string): Pick<Store, 'size' | 'read'> {
  return {
    size: (name) => sizeOf(pathOf(folder, name)),
    async read(name, start = 0, end) {
      const path = pathOf(folder, name)
      const size = await sizeOf(path)
      if (size === null) throw new Fault('notFound', `the store has no file ${name}`)
      const stop = Math.min(end ?? size, size)
      if (start >= stop) return new ReadableStream({ start: (controller) => controller.close() })
      return Readable.toWeb(createReadStream(path, { start, end: stop - 1, highWaterMark: 262_144 })) as ReadableStream<Uint8Array>
    },
  }
}

/** The archive that a store belongs to; null where it has not been used yet. */
export async function archiveOfStore(folder: string): Promise<string | null> {
  try {
    const { archive } = JSON.parse(await readFile(join(folder, 'FORMAT'), 'utf8')) as { readonly archive?: unknown }
    return typeof archive === 'string' ? archive : null
  } catch {
    return null
  }
}

/** Moves files of the store below `folder` into `aside`, with a word beside each: nothing is thrown away. */
export function setAsideFrom(folder: string, aside: string): (name: string, reason: string) => Promise<void> {
  return async (name, reason) => {
    const target = join(aside, `${storeName(name).replaceAll('/', '-')}-${Date.now()}`)
    await mkdir(aside, { recursive: true })
    await writeFile(`${target}.reason.txt`, `${new Date().toISOString()} ${reason}\n`)
    await rename(pathOf(folder, name), target)
    await syncFolder(aside)
  }
}

function pathOf(folder: string, name: string): string {
  return join(folder, ...storeName(name).split('/'))
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    // tmp/ and FORMAT are no names of stored files
    if (entry.name === 'tmp' || !/^[0-9a-z-]+$/u.test(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

async function write(
  folder: string,
  path: string,
  name: string,
  bytes: ReadableStream<Uint8Array> | Uint8Array,
): Promise<{ size: number; sha256: string }> {
  const exists = (): Fault => new Fault('usage', `the store has a file ${name} already`)
  if ((await sizeOf(path)) !== null) throw exists()
  const part = join(folder, 'tmp', `${process.pid}-${randomBytes(8).toString('hex')}`)
  try {
    const written = await writePart(part, bytes)
    await makeFolders(folder, dirname(path))
    // link, not rename: rename would silently replace what another process wrote in the meantime
    await link(part, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw exists()
      // file systems without hard links
      if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(error.code ?? '')) return rename(part, path)
      throw error
    })
    await syncFolder(dirname(path))
    return written
  } catch (error) {
    throw spaceError(error, name)
  } finally {
    await unlink(part).catch(() => undefined)
  }
}

async function replace(folder: string, path: string, name: string, bytes: Uint8Array): Promise<void> {
  const part = join(folder, 'tmp', `${process.pid}-${randomBytes(8).toString('hex')}`)
  try {
    await writePart(part, bytes)
    await makeFolders(folder, dirname(path))
    await rename(part, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await unlink(part).catch(() => undefined)
    throw spaceError(error, name)
  }
}

async function writePart(part: string, bytes: ReadableStream<Uint8Array> | Uint8Array): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  const file = await open(part, 'wx')
  let size = 0
  try {
    for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(piece)
      await writeAll(file, piece)
      size += piece.length
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten
}

/** Makes the folders down to `path`; each new entry is fsynced in its parent. */
async function makeFolders(root: string, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let at = path; at.length >= first.length && at !== root; at = dirname(at)) await syncFolder(dirname(at))
}

function spaceError(error: unknown, name: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Fault('transient', `the disk of the file store is full: ${name} was not stored. Make room, then try again.`)
  if (code === 'EROFS' || code === 'EACCES')
    return new Fault('transient', `the file store cannot be written (${code}): ${name} was not stored. Make it writable, then try again.`)
  return error
}

async function checkFormat(folder: string, archive: string): Promise<void> {
  const path = join(folder, 'FORMAT')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) {
    const part = join(folder, 'tmp', `${process.pid}-format`)
    const file = await open(part, 'w')
    await file.writeFile(`${JSON.stringify({ format, archive })}\n`)
    await file.sync()
    await file.close()
    await rename(part, path)
    await syncFolder(folder)
    return
  }
  let found: { readonly format?: unknown; readonly archive?: unknown }
  try {
    found = JSON.parse(text) as typeof found
  } catch {
    throw new Fault('fatal', `${path} is damaged: {"format":${format},"archive":"…"} expected. Restore it from a backup of the store.`)
  }
  if (found.format !== format)
    throw new Fault(
      'fatal',
      `The file store ${folder} has layout ${String(found.format)}, and this dax knows layout ${format}. ${Number(found.format) > format ? 'Run the newer Skydax that wrote it.' : 'Run "dax migrate".'}`,
    )
  if (found.archive !== archive)
    throw new Fault(
      'fatal',
      `The file store ${folder} belongs to archive ${String(found.archive)}, and the database is of archive ${archive}. Use the data folder or the DAX_DATABASE_URL that belong together.`,
    )
}

/** Parts of writers that are no more. A writer's process id begins its file's name. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (!isAlive(Number(name.split('-')[0]))) await rm(join(folder, name), { force: true })
}
