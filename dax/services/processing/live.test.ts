import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addChange, changeFloor, keptDays, lockChanges, removeOldChanges } from '../../archive/processing/changes.ts'
import { sseReader } from '../testing/sse-reader.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { liveEvents } from './live.ts'
import { changeWaker } from './wake.ts'

let ports: TestPorts
const night = 20260401

beforeAll(async () => {
  ports = await testPorts()
})
afterAll(() => ports.db.close())

describe('a night that is followed', () => {
  it('gives a sign of life while nothing happens, however often the database is looked at meanwhile', async () => {
    const stop = new AbortController()
    const waker = changeWaker(ports)
    // five looks between two signs
    const events = (
      await liveEvents(ports, { ...waker, wait: (since, _, signal) => waker.wait(since, 4, signal) }, night, 0, stop.signal, 20)
    ).getReader()
    const text = async (): Promise<string> => new TextDecoder().decode((await events.read()).value)
    expect(await text()).toBe('retry: 1000\n: live\n\n')
    expect(await text()).toBe(': beat\n\n')
    expect(await text()).toBe(': beat\n\n')
    stop.abort()
    await waker.close()
  })

  it('is kept for a week: who was away for longer is told to read it anew', async () => {
    await ports.db.transaction(async (tx) => {
      await lockChanges(tx)
      for (const note_id of ['1', '2', '3']) await addChange(tx, night, 'note', { note_id, deleted: false })
      await tx.query(`UPDATE dax.ap_change SET at = now() - interval '${keptDays} days 1 hour' WHERE body::jsonb->>'note_id' <> '3'`)
      await removeOldChanges(tx)
      await removeOldChanges(tx)
    })
    const kept = await ports.db.rows<{ id: bigint }>('SELECT change_id AS id FROM dax.ap_change')
    expect(kept).toHaveLength(1)
    const floor = await changeFloor(ports.db)
    expect(floor).toBe(Number(kept[0]!.id) - 1)
    const waker = changeWaker(ports)
    const first = async (after: number): Promise<unknown> => {
      const reader = await sseReader(new Response(await liveEvents(ports, waker, night, after, new AbortController().signal)))
      const [event] = await reader.take(1)
      await reader.close()
      return event
    }
    expect(await first(floor - 1)).toMatchObject({ event: 'reset', data: { change: floor + 1 } })
    expect(await first(floor)).toMatchObject({ event: 'note', id: floor + 1, data: { note_id: '3' } })
    await waker.close()
  })
})
