import { describe, expect, it } from 'vitest'
import type { Db } from '../../archive/db.ts'
import type { DaxPorts } from '../../ports.ts'
import { sharedLimits, type SharedLimits } from './shared-limits.ts'

/** Processes of one database that passes on what each of them tells. */
function processes(many: number): { readonly all: readonly SharedLimits[]; readonly said: string[]; readonly clock: { nowMs: number } } {
  const ears: ((text: string) => void)[] = []
  const said: string[] = []
  const clock = { nowMs: 1_000_000 }
  const db = {
    listen: (_channel: string, heard: (text: string) => void) => (ears.push(heard), Promise.resolve(() => Promise.resolve())),
    query(_sql: string, [, text]: readonly string[]) {
      said.push(text!)
      for (const heard of ears) heard(text!)
      return Promise.resolve()
    },
  } as unknown as Db
  const ports = {
    db,
    clock: { now: () => new Date(clock.nowMs) },
    config: { auth: { anonymous: 'read', perMinute: { anonymous: 100, user: 100 } } },
    log: () => undefined,
  } as unknown as DaxPorts
  return { all: Array.from({ length: many }, () => sharedLimits(ports)), said, clock }
}

const asked = (one: SharedLimits, times: number, clock: { readonly nowMs: number }, who = 'eve'): number => {
  let used = 0
  for (let i = 0; i < times; i++) ({ used } = one.count(who, 'tap', 100, clock.nowMs))
  return used
}

describe('rate limits of several processes', () => {
  it('count together what each has told', async () => {
    const { all, clock } = processes(3)
    const [a, b, c] = all as [SharedLimits, SharedLimits, SharedLimits]
    expect([asked(a, 40, clock), asked(b, 30, clock)]).toEqual([40, 30])
    await Promise.all([a.tell(), b.tell()])
    expect([asked(a, 1, clock), asked(b, 1, clock), asked(c, 1, clock)]).toEqual([71, 71, 71])
    // told twice, counted once
    await Promise.all([a.tell(), a.tell(), b.tell()])
    expect(asked(c, 1, clock)).toBe(74)
    expect(asked(c, 1, clock, 'ben')).toBe(1)
    for (const one of all) await one.close()
  })

  it('forget a minute that is over, whoever counted it', async () => {
    const { all, clock } = processes(2)
    const [a, b] = all as [SharedLimits, SharedLimits]
    asked(a, 50, clock)
    await a.tell()
    clock.nowMs += 60_001
    expect(asked(b, 1, clock)).toBe(1)
    for (const one of all) await one.close()
  })

  it('tell nothing of those who ask little, and nothing twice', async () => {
    const { all, said, clock } = processes(1)
    const [a] = all as [SharedLimits]
    asked(a, 4, clock)
    await a.tell()
    expect(said).toEqual([])
    asked(a, 1, clock)
    await a.tell()
    await a.tell()
    expect(said.length).toBe(1)
    await a.close()
  })
})
