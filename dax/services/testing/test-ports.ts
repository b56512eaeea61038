import type { Db } from '../../archive/db.ts'
import { testDb } from '../../archive/testing/test-db.ts'
import type { DaxConfig, DaxPorts, LogEvent } from '../../ports.ts'
import type { Store } from '../../store/store.ts'

/** Ports on an empty archive in memory, for tests of services. */
export interface TestPorts extends DaxPorts {
  readonly db: Db
  /** What dax logged. */
  readonly logged: LogEvent[]
  /** Names of the files in the store. */
  readonly files: Map<string, Uint8Array>
}

/** A fresh, migrated archive on PGlite with a store in memory. Close `db` in the end. */
export async function testPorts(config: Partial<DaxConfig> = {}): Promise<TestPorts> {
  const db = await testDb()
  const logged: LogEvent[] = []
  const files = new Map<string, Uint8Array>()
  return {
    db,
    files,
    logged,
    store: memoryStore(files),
    clock: { now: () => new Date() },
    log: (event) => void logged.push(event),
    hipsFile: () => Promise.resolve(null),
    config: {
      version: '0.0.0-test',
      defaultMaxrec: 1000,
      hardMaxrec: 10_000,
      syncTimeoutMs: 10_000,
      asyncTimeoutMs: 60_000,
      uploadLimitBytes: 1_000_000,
      jobRetentionMs: 3_600_000,
      authority: 'ivo://skydax.test/archive?',
      ...config,
    },
  }
}

function memoryStore(files: Map<string, Uint8Array>): Store {
  const bytesOf = (name: string) => {
    const bytes = files.get(name)
    if (bytes === undefined) throw new Error(`no file ${name}`)
    return bytes
  }
  return {
    size: (name) => Promise.resolve(files.get(name)?.length ?? null),
    read: async (name, start, end) => new Response(bytesOf(name).slice(start, end)).body ?? new ReadableStream(),
    async write(name, bytes) {
      if (files.has(name)) throw new Error(`${name} exists`)
      const all = new Uint8Array(await new Response(bytes as BodyInit).arrayBuffer())
      files.set(name, all)
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
      return { size: all.length, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
    },
    remove: (name) => Promise.resolve(void files.delete(name)),
    async *list(prefix) {
      for (const [name, bytes] of files) if (name.startsWith(prefix)) yield { name, size: bytes.length }
    },
  }
}
