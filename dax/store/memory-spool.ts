import { Fault } from '../fault.ts'
import { shorter, spoolName, TooMuch, type Spool } from './spool.ts'

/** A spool in memory, for the page and for tests. */
export function memorySpool(files: Map<string, Uint8Array> = new Map()): Spool {
  const bytesOf = (name: string): Uint8Array => {
    const bytes = files.get(spoolName(name))
    if (bytes === undefined) throw new Fault('notFound', `there is no upload ${name}`)
    return bytes
  }
  return {
    create: async (name) => void (files.has(spoolName(name)) || files.set(name, new Uint8Array())),
    async append(name, offset, stream, options = {}) {
      const before = bytesOf(name)
      if (before.length < offset) throw shorter(before.length, offset)
      const parts = [before.slice(0, offset)]
      let size = offset
      let broken: unknown = null
      const reader = stream.getReader()
      try {
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          options.signal?.throwIfAborted()
          const room = (options.most ?? Number.POSITIVE_INFINITY) - (size - offset)
          const part = next.value.subarray(0, Math.min(room, next.value.length))
          options.seen?.(part)
          parts.push(part.slice())
          size += part.length
          if (part.length < next.value.length) throw new TooMuch()
        }
      } catch (error) {
        broken = error
        await reader.cancel(error).catch(() => undefined)
      }
      files.set(name, new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer()))
      return { size, broken }
    },
    size: async (name) => files.get(spoolName(name))?.length ?? null,
    read: async (name, start = 0, end) => new Blob([bytesOf(name).slice(start, end) as Uint8Array<ArrayBuffer>]).stream(),
    remove: async (name) => void files.delete(spoolName(name)),
    async *list() {
      yield* [...files.keys()]
    },
  }
}
