import { describe, expect, it } from 'vitest'
import { DbError, type Db, type SqlValue } from '../../archive/db.ts'
import { publicReader } from '../../archive/reader.ts'
import type { DaxPorts } from '../../ports.ts'
import { outputFormats } from '../response-format.ts'
import { runQuery } from './query.ts'

interface Fake {
  readonly ports: DaxPorts
  /** Batches pulled so far. */
  pulled: number
  ended: boolean
  signal: AbortSignal | null
}

/** A database that gives batches of 100 rows for ever, or fails at one of them. */
function fakeDb(failAt = Infinity, error: Error = new DbError('other', 'secret text of the server')): Fake {
  const fake: { -readonly [K in keyof Fake]: Fake[K] } = { ports: null as unknown as DaxPorts, pulled: 0, ended: false, signal: null }
  async function* batches(): AsyncGenerator<SqlValue[][]> {
    try {
      for (;;) {
        if (fake.pulled === failAt) throw error
        fake.pulled++
        yield Array.from({ length: 100 }, (_, i) => [BigInt(i)])
      }
    } finally {
      fake.ended = true
    }
  }
  const stream: Db['stream'] = (_sql, _params, options) => {
    fake.signal = options.signal ?? null
    return Promise.resolve({ columns: [], batches: batches() })
  }
  fake.ports = { db: { stream }, log: () => {} } as unknown as DaxPorts
  return fake
}

function run(fake: Fake, more: { maxrec?: number; format?: string; failLoud?: boolean } = {}) {
  const format = outputFormats.find((one) => one.key === (more.format ?? 'tabledata')) ?? outputFormats[0]
  return runQuery(
    fake.ports,
    { query: 'SELECT object_id FROM cat.object', maxrec: more.maxrec ?? 1_000_000, output: { format, contentType: format.mime }, uploads: [] },
    {
      upload: () => Promise.reject(new Error('none')),
      baseUrl: 'http://x',
      reader: publicReader,
      timeoutMs: 1000,
      signal: new AbortController().signal,
      failLoud: more.failLoud ?? false,
    },
  )
}

describe('a running query', () => {
  it('pulls rows only as they are read', async () => {
    const fake = fakeDb()
    const { bytes } = await run(fake)
    const reader = bytes.getReader()
    for (let i = 0; i < 5; i++) await reader.read()
    expect(fake.pulled).toBeLessThan(12)
    await reader.cancel()
  })

  it('is cancelled in the database when its reader goes away', async () => {
    const fake = fakeDb()
    const { bytes } = await run(fake)
    const reader = bytes.getReader()
    await reader.read()
    await reader.cancel()
    expect(fake.signal?.aborted).toBe(true)
    await expect.poll(() => fake.ended).toBe(true)
  })

  it('stops at MAXREC and says so', async () => {
    const fake = fakeDb()
    const text = await new Response((await run(fake, { maxrec: 250 })).bytes).text()
    expect([text.split('<TR>').length - 1, text.includes('OVERFLOW'), fake.ended]).toEqual([250, true, true])
  })

  it('that fails before its first row is refused', async () => {
    await expect(run(fakeDb(0))).rejects.toThrow('secret')
  })

  it('that fails while rows flow ends its VOTable with ERROR, without a word of the server', async () => {
    for (const format of ['tabledata', 'binary2']) {
      const text = await new Response((await run(fakeDb(3), { format })).bytes).text()
      expect(text).toMatch(/<INFO name="QUERY_STATUS" value="ERROR">Something failed inside/)
      expect(text).not.toContain('secret')
      expect(text.trimEnd().endsWith('</VOTABLE>')).toBe(true)
    }
  })

  it.each(['csv', 'tsv', 'json', 'fits', 'parquet'])('that fails while rows flow breaks its %s: no table looks whole that is not', async (format) => {
    await expect(run(fakeDb(3), { format }).then(({ bytes }) => new Response(bytes).arrayBuffer())).rejects.toThrow(/Something failed/)
  })

  it('that fails in a job breaks the stream, so that the job ends in ERROR', async () => {
    const timeout = new DbError('timeout', 'x')
    await expect(run(fakeDb(3, timeout), { failLoud: true }).then(({ bytes }) => new Response(bytes).text())).rejects.toThrow(/ran longer/)
  })
})
