import type { Db } from '../../archive/db.ts'
import { testDb } from '../../archive/testing/test-db.ts'
import type { DaxConfig, DaxPorts, LogEvent } from '../../ports.ts'
import { memoryStore } from '../../store/memory-store.ts'

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
