import { describe, expect, it } from 'vitest'
import { readVotable } from '../vo/votable/read.ts'
import { failures, underFailure } from './failures.ts'

const document =
  '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="a" datatype="int"/><FIELD name="b" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>'
const answer = (): Promise<Response> => Promise.resolve(new Response(document, { headers: { 'Content-Type': 'application/x-votable+xml' } }))

describe('failure switches', () => {
  it('leave an answer alone when none is on', async () => {
    expect(await (await underFailure('none', answer))?.text()).toBe(document)
  })

  it.each(['401', '404', '429', '503'] as const)('answer %s', async (failure) => {
    expect((await underFailure(failure, answer))?.status).toBe(Number(failure))
  })

  it('tell how long to wait', async () => {
    expect((await underFailure('429', answer))?.headers.get('Retry-After')).toBe('7')
  })

  it('cut the network', async () => {
    expect(await underFailure('offline', answer)).toBeNull()
  })

  it.each(['malformed row', 'truncated'] as const)('make a document that no reader takes: %s', async (failure) => {
    const read = await readVotable((await (await underFailure(failure, answer))?.text()) ?? '')
    expect(read.ok).toBe(false)
  })

  it('take the rows away', async () => {
    const read = await readVotable((await (await underFailure('empty', answer))?.text()) ?? '')
    expect(read.ok && read.value.table.length).toBe(0)
  })

  it('have a name each', () => {
    expect(new Set(failures).size).toBe(failures.length)
  })
})
