import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Refusals } from './refusals.ts'
import { jsonBody } from './json-body.ts'

const schema = z.object({
  title: z.string().check(z.maxLength(5)),
  share: z.enum(['private', 'public']),
  n: z.int().check(z.minimum(1)),
  list: z.array(z.string()),
  either: z.union([z.string(), z.array(z.string())]),
})

async function told(body: unknown): Promise<readonly string[]> {
  try {
    await jsonBody(new Request('http://dax.test/', { method: 'POST', body: JSON.stringify(body) }), schema, 10_000)
    return []
  } catch (error) {
    if (error instanceof Refusals) return error.all.map(({ message }) => message)
    throw error
  }
}

describe('what does not fit in a body', () => {
  it('is told with what is expected in its place', async () => {
    expect(await told({})).toEqual([
      'title: it is missing; a text is expected.',
      'share: it is missing; one of private, public is expected.',
      'n: it is missing; a number is expected.',
      'list: it is missing; a list is expected.',
      'either: it is missing.',
    ])
    expect(await told({ title: 'too long', share: 'all', n: 0, list: [1], either: 2 })).toEqual([
      'title: at most 5 characters is expected (it is "too long").',
      'share: one of private, public is expected (it is "all").',
      'n: at least 1 is expected (it is 0).',
      'list.0: a text is expected (it is 1).',
      'either: this is not what is expected here (it is 2).',
    ])
    expect(await told({ title: 'ok', share: 'public', n: 1, list: [], either: 'x' })).toEqual([])
  })
})
