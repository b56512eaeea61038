import { describe, expect, it } from 'vitest'
import type { NightChange } from '../../dax/contract/processing-live.ts'
import { followNight, type LiveState } from './processing-live.ts'

const attempt = (id: number): string =>
  `id: ${id}\nevent: attempt\ndata: ${JSON.stringify({
    visit: '2026040100001',
    detector: id,
    attempt: 1,
    reason: 'prompt',
    status: 1,
    queued_mjd_tai: null,
    started_mjd_tai: null,
    stored_mjd_tai: null,
    ended_mjd_tai: null,
    node: null,
    pipeline: null,
    version: null,
    caveats: null,
    exception_type: null,
    synthetic: 0,
  })}\n\n`

/** A body that says these parts, and then ends or, if it hangs, says nothing more. */
function body(parts: readonly string[], hangs = false): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
      if (!hangs) controller.close()
    },
  })
}

/** Follows a night over these answers, the last of which stays; resolves when it ended, or all expected changes were told. */
function followed(
  answers: readonly (() => Response)[],
  expected: number,
): Promise<{ readonly ids: readonly number[]; readonly states: readonly string[]; readonly urls: readonly string[]; readonly isReset: boolean }> {
  const ids: number[] = []
  const states: string[] = []
  const urls: string[] = []
  return new Promise((resolve) => {
    const end = (isReset = false): void => {
      stop()
      resolve({ ids, states, urls, isReset })
    }
    const stop = followNight(
      'https://dax.test/api/processing',
      20260401,
      5,
      {
        onChanges(changes: readonly NightChange[]) {
          ids.push(...changes.map((change) => change.id))
          if (ids.length >= expected) end()
        },
        onState(state: LiveState) {
          states.push(state.at)
          if (state.at === 'failed') end()
        },
        onReset: () => end(true),
      },
      {
        everyMs: 0,
        againMs: 1,
        silenceMs: 40,
        http: {
          now: () => 0,
          fetch(url) {
            urls.push(url)
            const answer = answers[Math.min(urls.length, answers.length) - 1]!
            return Promise.resolve(answer())
          },
        },
      },
    )
  })
}

describe('following a night', () => {
  it('goes on from the last change it saw, and tells each once', async () => {
    const { ids, urls } = await followed(
      [
        () => new Response(body([': live\n\n', attempt(6) + attempt(7).slice(0, 30)])),
        () => new Response(body([attempt(6) + attempt(7), attempt(8)])),
      ],
      3,
    )
    expect(ids).toEqual([6, 7, 8])
    expect(urls.map((url) => url.replace(/.*\?/u, ''))).toEqual(['after=5', 'after=6'])
  })

  it('says when nothing is heard any more, and connects again', async () => {
    const { states, ids } = await followed([() => new Response(body([attempt(6)], true)), () => new Response(body([attempt(7)]))], 2)
    expect(ids).toEqual([6, 7])
    expect(states.slice(0, 5)).toEqual(['connecting', 'live', 'stale', 'reconnecting', 'connecting'])
  })

  it('tries again after a failure that may pass, and ends with one that will not', async () => {
    const { states } = await followed([() => new Response('', { status: 502 }), () => new Response('{"detail":[{"msg":"no"}]}', { status: 404 })], 1)
    expect(states).toEqual(['connecting', 'reconnecting', 'connecting', 'failed'])
  })

  it('waits a quarter of the time that the service has been gone for, no less than at first, and each reader a little less', async () => {
    const spread = [0, 1, 0.5]
    const waits: number[] = []
    // ms by the clock of the page: each try takes some
    let now = 0
    const stop = await new Promise<() => void>((resolve) => {
      const end = followNight(
        'https://dax.test/api/processing',
        20260401,
        5,
        {
          onChanges: () => {},
          onReset: () => {},
          onState(state) {
            if (state.at === 'reconnecting') waits.push(state.againMs)
            if (state.at === 'failed') resolve(end)
          },
        },
        {
          againMs: 2,
          random: () => spread[waits.length] ?? 0,
          http: {
            now: () => now,
            fetch() {
              now += 20
              return Promise.resolve(new Response('', { status: now < 80 ? 502 : 404 }))
            },
          },
        },
      )
    })
    stop()
    expect(waits).toEqual([2, 3.5, 8.5])
  })

  it('tells what comes alone at once, and what comes in quick succession together', async () => {
    const told: number[][] = []
    const encoder = new TextEncoder()
    let send: (text: string) => void = () => {}
    const stream = new ReadableStream<Uint8Array>({ start: (c) => void (send = (text) => c.enqueue(encoder.encode(text))) })
    let tell: () => void = () => {}
    const next = (): Promise<void> => new Promise((resolve) => (tell = resolve))
    const stop = followNight(
      'https://dax.test/api/processing',
      20260401,
      5,
      {
        onChanges(changes) {
          told.push(changes.map(({ id }) => id))
          tell()
        },
        onState: () => {},
        onReset: () => {},
      },
      { everyMs: 60, silenceMs: 60_000, http: { now: () => 0, fetch: () => Promise.resolve(new Response(stream)) } },
    )
    let heard = next()
    send(attempt(6) + attempt(7))
    await heard
    heard = next()
    send(attempt(8))
    send(attempt(9))
    await heard
    stop()
    expect(told).toEqual([
      [6, 7],
      [8, 9],
    ])
  })

  it('asks for a new reading of the night where it cannot go on, and passes over kinds of changes that it does not know', async () => {
    const { isReset, ids } = await followed(
      [() => new Response(body(['id: 6\nevent: weather\ndata: {}\n\n', 'event: reset\ndata: {"change":3}\n\n']))],
      1,
    )
    expect([isReset, ids]).toEqual([true, []])
  })
})
