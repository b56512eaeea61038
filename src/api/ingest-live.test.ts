import { describe, expect, it } from 'vitest'
import type { IngestLine } from '../../dax/contract/ingests.ts'
import type { ApiError } from './api-error.ts'
import { followIngest } from './ingest-live.ts'
import type { Ingest } from './uploads.ts'

const line = (no: number): string =>
  `event: line\nid: ${no}\ndata: ${JSON.stringify({ no, at: '2026-03-20T02:00:00Z', phase: 'read', level: 'info', message: `line ${no}` })}\n\n`
const ingest: Ingest = {
  id: 'a1',
  source: 'upload',
  owner: 'ada',
  name: 'a.fits',
  size: 1,
  received: null,
  sha256: null,
  phase: 'read',
  state: 'running',
  outcome: null,
  did: null,
  imageId: null,
  problems: [],
  notes: [],
  tries: 1,
  canRetry: false,
  canCancel: true,
  expires: null,
  created: '2026-03-20T02:00:00Z',
  changed: '2026-03-20T02:00:01Z',
  ended: null,
}
const state = (one: Ingest): string => `event: state\ndata: ${JSON.stringify(one)}\n\n`
const end = 'event: end\ndata: {}\n\n'

/** Follows an ingest over these answers, one a connection; a text is the body of a good one. */
async function followed(
  ...answers: readonly (string | number)[]
): Promise<{ lines: number[]; states: string[]; urls: string[]; why: ApiError | null }> {
  const [lines, states, urls]: [number[], string[], string[]] = [[], [], []]
  const listener = { onLine: ({ no }: IngestLine) => void lines.push(no), onIngest: (one: Ingest) => void states.push(one.state) }
  const why = await followIngest('https://dax.test/api', 'a1', 4, listener, new AbortController().signal, {
    now: () => 0,
    fetch(url) {
      const answer = answers[urls.push(url) - 1]!
      return Promise.resolve(typeof answer === 'string' ? new Response(answer) : new Response('{"detail":[{"msg":"no"}]}', { status: answer }))
    },
  })
  return { lines, states, urls, why }
}

describe('following an ingest', () => {
  it('tells lines and states as they come, until it is over', async () => {
    const { lines, states, urls, why } = await followed(`: hello\n\n${line(5)}${state(ingest)}${line(6)}${state({ ...ingest, state: 'done' })}${end}`)
    expect([lines, states, why]).toEqual([[5, 6], ['running', 'done'], null])
    expect(urls).toEqual(['https://dax.test/api/ingests/a1/log?after=4'])
  })

  it('goes on after the last line where the connection breaks, whole events only', async () => {
    const { lines, urls } = await followed(line(5) + line(6).slice(0, 30), line(6) + end)
    expect(lines).toEqual([5, 6])
    expect(urls.map((url) => url.split('?')[1])).toEqual(['after=4', 'after=5'])
  })

  it('tries again where that may help, and says why where it does not', async () => {
    expect((await followed(503, end)).why).toBeNull()
    expect((await followed(404)).why).toMatchObject({ kind: 'http', status: 404 })
    expect((await followed('event: state\ndata: {"id":1}\n\n')).why).toMatchObject({ kind: 'malformed' })
  })
})
