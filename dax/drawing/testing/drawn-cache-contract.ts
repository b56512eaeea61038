import { describe, expect, it } from 'vitest'
import { entryBytes, type DrawnCache } from '../drawn-cache.ts'

/** What every DrawnCache promises; `open` gives an empty one of at most `limit` bytes. */
export function drawnCacheContract(name: string, open: (limit: number) => Promise<DrawnCache>): void {
  const bytes = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value)
  const tag = (n: number): string => n.toString(16).padStart(40, '0')

  describe(`a cache of drawn pictures ${name}`, () => {
    it('gives back what was put, empty entries too, and null for the rest', async () => {
      const cache = await open(1e6)
      await cache.put(tag(1), bytes(1000, 7))
      await cache.put(tag(2), bytes(0, 0))
      expect(await cache.get(tag(1))).toEqual(bytes(1000, 7))
      expect(await cache.get(tag(2))).toEqual(bytes(0, 0))
      expect(await cache.get(tag(3))).toBeNull()
      await cache.put(tag(1), bytes(10, 8))
      expect(await cache.get(tag(1))).toEqual(bytes(10, 8))
    })

    it('forgets what was asked for the longest ago when it is full, however small the entries are', async () => {
      const cache = await open(4 * (entryBytes + 1000))
      for (const n of [1, 2, 3, 4]) await cache.put(tag(n), bytes(1000, n))
      await cache.get(tag(1))
      await cache.put(tag(5), bytes(1000, 5))
      const kept = await Promise.all([1, 2, 3, 4, 5].map((n) => cache.get(tag(n))))
      expect(kept.map((one) => one !== null)).toEqual([true, false, true, true, true])
      for (let n = 10; n < 30; n++) await cache.put(tag(n), bytes(0, 0))
      const empty = await Promise.all(Array.from({ length: 20 }, (_, k) => cache.get(tag(10 + k))))
      expect(empty.filter((one) => one !== null).length).toBeLessThanOrEqual(5)
    })

    it('does not keep what is larger than all of it', async () => {
      const cache = await open(10_000)
      await cache.put(tag(1), bytes(20_000, 1))
      expect(await cache.get(tag(1))).toBeNull()
    })
  })
}
