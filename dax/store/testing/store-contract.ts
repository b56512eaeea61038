import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../store.ts'

/** The promises of dax/store/store.ts, held by every adapter. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`the file store ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    const bytes = Uint8Array.from({ length: 700_000 }, (_, i) => (i * 31) & 255)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const readAll = async (...args: Parameters<Store['read']>): Promise<Uint8Array> =>
      new Uint8Array(await new Response(await store.read(...args)).arrayBuffer())

    it('gives back what was written, with its size and digest', async () => {
      expect(await store.write('ab/cd', bytes)).toEqual({ size: bytes.length, sha256 })
      expect(await store.size('ab/cd')).toBe(bytes.length)
      expect(Buffer.from(await readAll('ab/cd')).equals(bytes)).toBe(true)
    })

    it('takes a stream', async () => {
      const pieces = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += 65_537) controller.enqueue(bytes.slice(at, at + 65_537))
          controller.close()
        },
      })
      expect(await store.write('0/1/2', pieces)).toEqual({ size: bytes.length, sha256 })
    })

    it.each([
      [0, 10],
      [699_990, 700_000],
      [300_000, 600_001],
      [5, undefined],
      [7, 7],
      [0, 9_999_999],
    ])('reads bytes %s to %s', async (start, end) => {
      await store.write('ff', bytes)
      expect(Buffer.from(await readAll('ff', start, end)).equals(bytes.subarray(start, end))).toBe(true)
    })

    it('keeps an empty file', async () => {
      await store.write('ee', new Uint8Array())
      expect(await store.size('ee')).toBe(0)
      expect(await readAll('ee')).toHaveLength(0)
    })

    it('refuses a name that is taken, and keeps what is there', async () => {
      await store.write('aa/1', new Uint8Array([1]))
      await expect(store.write('aa/1', new Uint8Array([2]))).rejects.toThrow(/aa\/1/u)
      expect([...(await readAll('aa/1'))]).toEqual([1])
    })

    it('lets one of two writers of a name win', async () => {
      const ends = await Promise.allSettled([store.write('bb', bytes), store.write('bb', bytes)])
      expect(ends.map((e) => e.status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await store.size('bb')).toBe(bytes.length)
    })

    it('leaves nothing of a stream that failed', async () => {
      const broken = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes)
        },
        pull(controller) {
          controller.error(new Error('line cut'))
        },
      })
      await expect(store.write('cc', broken)).rejects.toThrow('line cut')
      expect(await store.size('cc')).toBeNull()
      for await (const file of store.list('')) expect.unreachable(file.name)
    })

    it('lists by prefix', async () => {
      for (const file of ['aa/1', 'aa/2', 'ab/1', 'b']) await store.write(file, new Uint8Array([0]))
      const names = async (prefix: string): Promise<string[]> => {
        const found = []
        for await (const { name } of store.list(prefix)) found.push(name)
        return found.sort()
      }
      expect(await names('aa/')).toEqual(['aa/1', 'aa/2'])
      expect(await names('a')).toEqual(['aa/1', 'aa/2', 'ab/1'])
      expect(await names('')).toEqual(['aa/1', 'aa/2', 'ab/1', 'b'])
    })

    it('replaces a file, and makes it where there is none', async () => {
      await store.replace('aa/bb/cc-i1', new Uint8Array([1, 2]))
      await store.replace('aa/bb/cc-i1', new Uint8Array([3]))
      expect([...(await readAll('aa/bb/cc-i1'))]).toEqual([3])
    })

    it('removes, and does not mind what is not there', async () => {
      await store.write('dd', new Uint8Array([1]))
      await store.remove('dd')
      await store.remove('dd')
      expect(await store.size('dd')).toBeNull()
      await expect(store.read('dd')).rejects.toMatchObject({ name: 'Fault', kind: 'notFound' })
    })

    it.each(['../etc', '/etc', 'a//b', 'A', 'a/', '', 'a\0', 'tmp/x', 'FORMAT'])('refuses %j as a name', async (bad) => {
      await expect((async () => store.size(bad))()).rejects.toThrow(RangeError)
      await expect((async () => store.write(bad, new Uint8Array()))()).rejects.toThrow(RangeError)
    })
  })
}
