/**
 * Keeps what was drawn, under tags of lower-case hex that name its content for ever. It has a limit, and forgets what was asked for the longest
 * ago. It may forget anything at any time, and fails never: a cache that cannot be read is empty, one that cannot be written keeps nothing.
 */
export interface DrawnCache {
  /** The bytes kept under a tag, empty ones too; null where none are. */
  readonly get: (tag: string) => Promise<Uint8Array<ArrayBuffer> | null>
  readonly put: (tag: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>
}

/** What an entry costs beside its bytes, so that a million empty ones have an end too: a block of a disk. */
export const entryBytes = 4096

/** A cache in memory of at most `limit` bytes. */
export function memoryCache(limit: number): DrawnCache {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  let size = 0
  const drop = (tag: string): void => {
    const bytes = kept.get(tag)
    if (bytes === undefined) return
    kept.delete(tag)
    size -= bytes.length + entryBytes
  }
  return {
    async get(tag) {
      const bytes = kept.get(tag)
      if (bytes === undefined) return null
      // the latest asked for is the last to go
      kept.delete(tag)
      kept.set(tag, bytes)
      return bytes
    },
    async put(tag, bytes) {
      drop(tag)
      if (bytes.length + entryBytes > limit) return
      kept.set(tag, bytes)
      size += bytes.length + entryBytes
      for (const [old] of kept) {
        if (size <= limit) break
        drop(old)
      }
    },
  }
}
