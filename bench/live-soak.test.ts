import { expect, it } from 'vitest'
import { soak } from './lib-soak.ts'

it(
  'loses and doubles no change when a process is killed and a reader is cut off, with two processes on one database',
  { timeout: 180_000 },
  async () => {
    const result = await soak({ seconds: 4, rate: 200, cuts: 2 })
    expect(result).toMatchObject({ events: 800, wrong: 0 })
    for (const reader of result.readers) expect(reader).toMatchObject({ lost: 0, doubled: 0, disordered: 0 })
    expect(result.readers.every((reader) => reader.reconnects >= 1)).toBe(true)
  },
)
