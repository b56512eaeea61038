import { Fault } from '../fault.ts'
import { hex, storeName, type Store } from './store.ts'

/** A store in memory, for the page and for tests. Files are gone with it. */
export function memoryStore(files: Map<string, Uint8Array> = new Map()): Store {
  return {
    size: async (name) => files.get(storeName(name))?.length ?? null,
    async read(name, start = 0, end) {
      const bytes = files.get(storeName(name))
      if (bytes === undefined) throw new Fault('notFound', `the store has no file ${name}`)
      return streamOf(bytes.subarray(start, end))
    },
    async write(name, bytes) {
      if (files.has(storeName(name))) throw new Fault('usage', `the store has a file ${name} already`)
      const all = bytes instanceof Uint8Array ? bytes.slice() : new Uint8Array(await new Response(bytes).arrayBuffer())
      if (files.has(name)) throw new Fault('usage', `the store has a file ${name} already`)
      files.set(name, all)
      return { size: all.length, sha256: hex(new Uint8Array(await crypto.subtle.digest('SHA-256', all as Uint8Array<ArrayBuffer>))) }
    },
    replace: async (name, bytes) => void files.set(storeName(name), bytes.slice()),
    remove: async (name) => void files.delete(storeName(name)),
    async *list(prefix) {
      for (const [name, bytes] of [...files]) if (name.startsWith(prefix)) yield { name, size: bytes.length }
    },
  }
}

const chunk = 262_144

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + chunk))
      at += chunk
    },
  })
}
