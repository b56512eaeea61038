import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readVotable, votableBatches } from './read.ts'

const folder = new URL('./testing/', import.meta.url)
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))] as const)

function pieces(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const at = [...new Set([0, ...cuts.map((c) => c % bytes.length), bytes.length])].sort((a, b) => a - b)
  let i = 0
  return new ReadableStream({
    pull(controller) {
      if (i + 1 >= at.length) controller.close()
      else controller.enqueue(bytes.subarray(at[i], at[++i]))
    },
  })
}

describe('a VOTable in pieces', () => {
  it.each(documents)('%s is the same wherever it is cut', async (_name, bytes) => {
    const whole = await readVotable(bytes)
    expect(whole.ok).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (cuts) => {
        expect(await readVotable(pieces(bytes, cuts))).toEqual(whole)
      }),
      { numRuns: 15 },
    )
    expect(
      await readVotable(
        pieces(
          bytes,
          Array.from({ length: bytes.length }, (_, i) => i),
        ),
      ),
    ).toEqual(whole)
  })

  it.each(documents)('%s cut off or damaged anywhere is an error or a table, and never a hang or a throw', async (_name, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.slice()
        if (!cut) damaged[at] = byte
        const read = await readVotable(damaged)
        if (cut && new TextDecoder().decode(bytes.subarray(at)).trim() !== '') expect(read.ok).toBe(false)
        if (!read.ok) expect(read.error.message).toMatch(/\w/u)
      }),
      { numRuns: 150 },
    )
  })

  it('comes in batches of the size asked for, and leaving the loop cancels it', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `<TR><TD>${i}</TD></TR>`).join('\n')
    const text = `<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`
    const kinds: unknown[] = []
    for await (const part of votableBatches(text, { batchRows: 10 })) kinds.push(part.kind === 'rows' ? part.batch.length : part.kind)
    expect(kinds).toEqual(['fields', 10, 10, 5, 'end'])
    let cancelled = false
    const bytes = new TextEncoder().encode(text)
    const stream = new ReadableStream<Uint8Array>({ pull: (c) => c.enqueue(bytes.subarray(0, 400)), cancel: () => void (cancelled = true) })
    for await (const part of votableBatches(stream, { batchRows: 5 })) if (part.kind === 'rows') break
    expect(cancelled).toBe(true)
  })
})
