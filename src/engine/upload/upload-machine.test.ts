import { describe, expect, it } from 'vitest'
import type { Ingest } from '../../api/uploads.ts'
import type { FileFacts } from './read-file.ts'
import { SendFailure } from './send-failure.ts'
import type { SendOptions } from './send-file.ts'
import type { UploadOrder } from './upload-item.ts'
import { uploadMachine, type UploadPorts } from './upload-machine.ts'

const endpoint = 'https://dax.test/api/uploads'
const order: UploadOrder = { visibility: 'private', group: '', collection: '', storeOnly: false, sidecarOf: () => '' }
const named = (name: string): { file: File; path: string } => ({ file: new File([name], name, { lastModified: 1 }), path: name })
const facts = (sha256: string, problems: readonly string[] = []): FileFacts => ({ sha256, problems }) as unknown as FileFacts
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

interface Sent {
  readonly name: string
  readonly options: SendOptions
  readonly signal: AbortSignal
  readonly end: () => void
  readonly fail: (error: Error) => void
}

function setUp(change: Partial<UploadPorts> = {}) {
  const sent: Sent[] = []
  const timers: { run: () => void; ms: number }[] = []
  const cancelled: string[] = []
  const machine = uploadMachine({
    endpoint,
    reading: { read: (file) => Promise.resolve(facts(`sum-${file.name.replace(/^copy-/u, '')}`, file.name.startsWith('bad') ? ['no WCS'] : [])) },
    send: (file, options, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        sent.push({ name: file.name, options, signal, end: resolve, fail: reject })
      }),
    headers: () => ({}),
    signIn: () => Promise.resolve(true),
    ingest: () => Promise.resolve(null),
    unfinished: () => Promise.resolve(null),
    cancel: (id) => Promise.resolve(cancelled.push(id)),
    now: () => 1_000_000,
    later(run, ms) {
      const timer = { run, ms }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    },
    ...change,
  })
  const states = (): Record<string, string> => Object.fromEntries(machine.items().map(({ path, sending }) => [path, sending.at]))
  const all = (): ReadonlySet<number> => new Set(machine.items().map(({ id }) => id))
  async function begun(...names: readonly string[]): Promise<void> {
    machine.add(names.map(named))
    await settled()
    machine.start(order)
    await settled()
  }
  return { machine, sent, timers, cancelled, states, all, begun }
}

const cut = (): SendFailure => new SendFailure('The archive cannot be reached.', null)
const answer = (status: number, type: string | null = null): SendFailure => new SendFailure(`status ${status}`, { status, type, retryAtMs: null })

describe('uploadMachine', () => {
  it('sends three at a time, in order, and only what the archive would take', async () => {
    const { sent, states, begun } = setUp()
    await begun('a', 'bad', 'b', 'copy-a', 'c', 'd')
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(states()).toMatchObject({ bad: 'idle', 'copy-a': 'idle', d: 'queued' })
    sent[1]?.end()
    await settled()
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect(states()).toMatchObject({ b: 'sent' })
  })

  it('leaves out what is on the list already, and tells a copy by its bytes', async () => {
    const { machine } = setUp()
    machine.add([named('a')])
    machine.add([named('a'), named('copy-a')])
    await settled()
    expect(machine.items().map(({ path, copyOf }) => [path, copyOf])).toEqual([
      ['a', null],
      ['copy-a', 'a'],
    ])
  })

  it('goes on by itself after trouble of the connection, from what was acknowledged, and does not run into it with all others', async () => {
    const { machine, sent, timers, states, begun } = setUp()
    await begun('a', 'b', 'c', 'd')
    sent[0]?.options.onUrl(`${endpoint}/1`)
    sent[0]?.options.onAcknowledged(1)
    for (const one of sent) one.fail(cut())
    await settled()
    expect(states()).toEqual({ a: 'waiting', b: 'waiting', c: 'waiting', d: 'queued' })
    expect(sent).toHaveLength(3)
    timers[0]?.run()
    await settled()
    expect(sent[3]?.options.url).toBe(`${endpoint}/1`)
    expect(machine.items()[0]?.sending).toEqual({ at: 'sending', acknowledged: 1 })
    machine.hurry()
    await settled()
    expect(states()).toMatchObject({ b: 'sending', c: 'sending' })
  })

  it('lets others pass while one is being sent by another tab', async () => {
    const { sent, states, begun } = setUp()
    await begun('a', 'b', 'c', 'd')
    sent[0]?.fail(answer(423))
    await settled()
    expect(states()).toMatchObject({ a: 'waiting', d: 'sending' })
  })

  it('looks for an upload whose first answer was lost before it makes another', async () => {
    const { sent, timers, begun } = setUp({ unfinished: (sum) => Promise.resolve(sum === 'sum-a' ? 'made' : null) })
    await begun('a')
    sent[0]?.fail(cut())
    await settled()
    timers[0]?.run()
    await settled()
    expect(sent[1]?.options.url).toBe(`${endpoint}/made`)
  })

  it('waits longer from try to try, and never less than the service says', async () => {
    const { sent, timers, begun } = setUp()
    await begun('a')
    for (let i = 0; i < 3; i++) {
      sent.at(-1)?.fail(cut())
      await settled()
      timers.at(-1)?.run()
      await settled()
    }
    sent.at(-1)?.fail(new SendFailure('busy', { status: 429, type: null, retryAtMs: 1_090_000 }))
    await settled()
    expect(timers.map(({ ms }) => ms)).toContain(90_000)
  })

  it.each([answer(401), answer(403, 'invalid_token')])('asks once to sign in when $status comes, and goes on with all', async (refusal) => {
    let asked = 0
    let answered: (isSignedIn: boolean) => void = () => undefined
    const { sent, states, begun } = setUp({
      signIn: () => {
        asked += 1
        return new Promise((resolve) => (answered = resolve))
      },
    })
    await begun('a', 'b', 'c', 'd')
    for (const one of sent) one.fail(refusal)
    await settled()
    expect([asked, sent.length]).toEqual([1, 3])
    answered(true)
    await settled()
    expect(sent).toHaveLength(6)
    for (const one of sent.slice(3)) one.fail(refusal)
    await settled()
    answered(false)
    await settled()
    expect(states()).toEqual({ a: 'paused', b: 'paused', c: 'paused', d: 'paused' })
  })

  it('pauses, keeps what was acknowledged, and resumes there', async () => {
    const { machine, sent, all, begun } = setUp()
    await begun('a')
    sent[0]?.options.onUrl(`${endpoint}/1`)
    sent[0]?.options.onAcknowledged(1)
    machine.pause(all())
    await settled()
    expect(sent[0]?.signal.aborted).toBe(true)
    expect(machine.items()[0]?.sending).toEqual({ at: 'paused', acknowledged: 1 })
    machine.resume(all())
    await settled()
    expect(sent[1]?.options.url).toBe(`${endpoint}/1`)
  })

  it('cancels at the archive too', async () => {
    const { machine, sent, cancelled, states, all, begun } = setUp()
    await begun('a')
    sent[0]?.options.onUrl(`${endpoint}/1`)
    machine.cancel(all())
    expect(cancelled).toEqual(['1'])
    expect(states()).toEqual({ a: 'cancelled' })
    machine.add([named('a')])
    expect(machine.items()).toHaveLength(2)
  })

  it('goes on with an upload that was begun elsewhere, known by its bytes', async () => {
    const { machine, sent, all } = setUp()
    machine.add([named('a')])
    await settled()
    machine.recognise([{ id: '7', sha256: 'sum-a', received: 1, size: 1, state: 'receiving' } as Ingest])
    expect(machine.items()[0]).toMatchObject({ uploadId: '7', sending: { at: 'paused', acknowledged: 1 } })
    machine.resume(all())
    await settled()
    expect(sent[0]?.options.url).toBe(`${endpoint}/7`)
  })

  it('takes an upload that is gone because it was completed for sent, and begins one anew that was forgotten', async () => {
    const done = setUp({ ingest: () => Promise.resolve({ id: '1', state: 'done' } as Ingest) })
    await done.begun('a')
    done.sent[0]?.options.onUrl(`${endpoint}/1`)
    done.sent[0]?.fail(answer(404))
    await settled()
    expect(done.states()).toEqual({ a: 'sent' })
    const gone = setUp()
    await gone.begun('a')
    gone.sent[0]?.options.onUrl(`${endpoint}/1`)
    gone.sent[0]?.fail(answer(410))
    await settled()
    expect(gone.sent[1]?.options.url).toBeNull()
  })

  it('gives up with the sentence of the service where trying again cannot help', async () => {
    const { machine, sent, begun } = setUp()
    await begun('a')
    sent[0]?.fail(answer(413))
    await settled()
    expect(machine.items()[0]?.sending).toEqual({ at: 'failed', acknowledged: 0, why: 'status 413' })
  })

  it('does not send what the archive has, and reads a mended file anew', async () => {
    const { machine, sent, states } = setUp()
    machine.add([named('a'), named('bad')])
    await settled()
    machine.toldKnown(['sum-a'], new Map([['sum-a', { did: 'ivo://x' }]]))
    machine.replace(machine.items()[1]?.id ?? 0, new File(['x'], 'mended'))
    await settled()
    machine.start(order)
    await settled()
    expect(sent.map(({ name }) => name)).toEqual(['mended'])
    expect(states()).toEqual({ a: 'idle', bad: 'sending' })
  })
})
