import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { TooMuch, type Spool } from '../spool.ts'

/** The promises of dax/store/spool.ts, held by every adapter. */
export function spoolContract(title: string, open: () => Promise<Spool>): void {
  describe(`the spool ${title}`, () => {
    let spool: Spool
    let name: string
    beforeEach(async () => {
      spool = await open()
      name = randomBytes(16).toString('hex')
      await spool.create(name)
    })
    const bytes = (count: number, seed = 1): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (i * 31 + seed) & 255)
    const pieces = (all: Uint8Array, size: number, fails = false): ReadableStream<Uint8Array> => {
      let at = 0
      return new ReadableStream({
        pull(controller) {
          if (at >= all.length) return fails ? controller.error(new Error('line cut')) : controller.close()
          controller.enqueue(all.slice(at, at + size))
          at += size
        },
      })
    }
    const content = async (): Promise<Uint8Array> => new Uint8Array(await new Response(await spool.read(name)).arrayBuffer())

    it('grows by what is appended, and gives it back', async () => {
      const all = bytes(5_000_000)
      expect(await spool.append(name, 0, pieces(all.subarray(0, 3_000_001), 65_536))).toEqual({ size: 3_000_001, broken: null })
      expect(await spool.append(name, 3_000_001, pieces(all.subarray(3_000_001), 1_999_000))).toEqual({ size: 5_000_000, broken: null })
      expect(Buffer.from(await content()).equals(all)).toBe(true)
      expect(await spool.size(name)).toBe(5_000_000)
    })

    it('keeps what came of a stream that broke off, and says why it did', async () => {
      const part = await spool.append(name, 0, pieces(bytes(100_000), 33_333, true))
      expect(part.size).toBe(100_000)
      expect(part.broken).toMatchObject({ message: 'line cut' })
      expect(Buffer.from(await content()).equals(bytes(100_000))).toBe(true)
    })

    it('cuts off what nobody has spoken for before it goes on', async () => {
      await spool.append(name, 0, pieces(bytes(1000), 100))
      await spool.append(name, 400, pieces(bytes(100, 9), 100))
      expect([...(await content())]).toEqual([...bytes(400), ...bytes(100, 9)])
    })

    it('leaves no hole where bytes are missing that were spoken for', async () => {
      await spool.append(name, 0, pieces(bytes(100), 100))
      await expect(spool.append(name, 101, pieces(bytes(10), 10))).rejects.toMatchObject({ kind: 'gone' })
      expect(await spool.size(name)).toBe(100)
    })

    it('takes no more than it may', async () => {
      const part = await spool.append(name, 0, pieces(bytes(1000), 300), { most: 700 })
      expect(part.size).toBe(700)
      expect(part.broken).toBeInstanceOf(TooMuch)
    })

    it('stops when it is told to', async () => {
      const leave = new AbortController()
      let count = 0
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (++count === 5) leave.abort(new Error('enough'))
          if (count < 5) controller.enqueue(bytes(10))
          return count < 5 ? undefined : new Promise((resolve) => setTimeout(resolve, 5)).then(() => controller.enqueue(bytes(1)))
        },
      })
      const part = await spool.append(name, 0, endless, { signal: leave.signal })
      expect(part.broken).toBeTruthy()
      expect(part.size).toBeGreaterThanOrEqual(30)
    })

    it('makes no second file of a name, and none of a path', async () => {
      await spool.append(name, 0, pieces(bytes(10), 10))
      await spool.create(name)
      expect(await spool.size(name)).toBe(10)
      for (const bad of ['../x', '', 'ABCDEF0123456789ff', 'a'.repeat(15)])
        await expect((async () => spool.create(bad))()).rejects.toThrow(RangeError)
    })

    it('removes and lists', async () => {
      await spool.append(name, 0, pieces(bytes(10), 10))
      const names: string[] = []
      for await (const one of spool.list()) names.push(one)
      expect(names).toContain(name)
      await spool.remove(name)
      await spool.remove(name)
      expect(await spool.size(name)).toBeNull()
    })
  })
}
