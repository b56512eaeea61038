import { describe, expect, it } from 'vitest'
import { sentence } from './api-error.ts'
import { ask, refusalText, retryAt } from './http.ts'
import type { HttpPorts } from './http.ts'

const now = Date.parse('2026-11-24T04:00:00Z')

function answering(response: () => Response | Promise<Response>): HttpPorts & { readonly sent: RequestInit[] } {
  const sent: RequestInit[] = []
  return {
    sent,
    now: () => now,
    async fetch(_, init) {
      sent.push(init)
      return response()
    },
  }
}

describe('ask', () => {
  it('sends a form as a simple request: no header of ours without a token', async () => {
    const ports = answering(() => new Response('ok'))
    await ask({ url: 'https://a.example/tap/sync', form: [['QUERY', 'SELECT 1']] }, ports)
    expect(ports.sent[0]).toMatchObject({ method: 'POST', credentials: 'same-origin' })
    expect(ports.sent[0]).not.toHaveProperty('headers')
    expect(String(ports.sent[0]?.body)).toBe('QUERY=SELECT+1')
  })

  it('asks to sign in where nobody is known or a session has expired, by the type and not by the status, and then goes on', async () => {
    const refusal = (type: string, status: number) => new Response(JSON.stringify({ detail: { msg: 'no', type } }), { status })
    const tried = async (type: string, status: number, isSignedIn: boolean) => {
      const asked: boolean[] = []
      let n = 0
      const ports: HttpPorts = {
        now: () => now,
        fetch: () => Promise.resolve(n++ === 0 ? refusal(type, status) : new Response('yes')),
        signIn: { headers: () => ({}), again: (_error, isChange) => Promise.resolve(asked.push(isChange) > 0 && isSignedIn) },
      }
      const answer = await ask({ url: 'https://a.example/x', json: {} }, ports)
      return [answer.ok, asked, n]
    }
    expect(await tried('no_authorization', 403, true)).toEqual([true, [true], 2])
    expect(await tried('invalid_token', 401, true)).toEqual([true, [true], 2])
    expect(await tried('invalid_token', 401, false)).toEqual([false, [true], 1])
    expect(await tried('insufficient_scope', 403, true)).toEqual([false, [], 1])
    expect(await tried('permission_denied', 401, true)).toEqual([false, [], 1])
  })

  it('tells 401, 403, 429 and 5xx apart, with the words of the service', async () => {
    const kinds = await Promise.all(
      [401, 403, 404, 429, 500].map(async (status) => {
        const answer = await ask(
          { url: 'https://a.example/x' },
          answering(() => new Response('{"detail":[{"msg":"Quota used up","type":"x","loc":[]}]}', { status, headers: { 'Retry-After': '30' } })),
        )
        return answer.ok ? 'ok' : `${answer.error.kind}: ${'message' in answer.error ? answer.error.message : ''}`
      }),
    )
    expect(kinds).toEqual(['auth: Quota used up.', 'auth: Quota used up.', 'http: Quota used up.', 'quota: Quota used up.', 'http: Quota used up.'])
  })

  it('calls a server that does not answer too slow, and one that cannot be reached a network error', async () => {
    const never: HttpPorts = {
      now: () => now,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')))),
    }
    const slow = await ask({ url: 'https://a.example/x', timeoutMs: 20 }, never)
    expect(slow).toMatchObject({ ok: false, error: { kind: 'timeout' } })
    const dead = await ask(
      { url: 'https://a.example/x' },
      answering(() => Promise.reject(new TypeError('Failed to fetch'))),
    )
    expect(dead).toMatchObject({ ok: false, error: { kind: 'network', message: 'Failed to fetch' } })
  })

  it('lets a cancellation through', async () => {
    const stop = new AbortController()
    stop.abort()
    await expect(
      ask(
        { url: 'https://a.example/x', signal: stop.signal },
        answering(() => new Response('')),
      ),
    ).rejects.toThrow(/abort/iu)
  })
})

describe('retryAt', () => {
  it('reads seconds and HTTP dates', () => {
    expect(retryAt('30', now)).toBe(now + 30_000)
    expect(retryAt('Tue, 24 Nov 2026 04:05:00 GMT', now)).toBe(now + 300_000)
    expect(retryAt('soon', now)).toBeNull()
    expect(retryAt(null, now)).toBeNull()
  })
})

describe('refusalText', () => {
  it('finds the sentence in a DALI document, in JSON and in plain text, and shows no HTML', () => {
    expect(refusalText('<VOTABLE><RESOURCE><INFO name="QUERY_STATUS" value="ERROR">Column &quot;x&quot; &lt;?&gt;</INFO></RESOURCE></VOTABLE>')).toBe(
      'Column "x" <?>',
    )
    expect(refusalText('{"detail":{"msg":"Authentication required","type":"no_authorization"}}')).toBe('Authentication required')
    expect(refusalText('UsageFault: bad POS')).toBe('UsageFault: bad POS')
    expect(refusalText('<html><body><script>alert(1)</script></body></html>')).toBeNull()
  })
})

describe('sentence', () => {
  it('says when to come back', () => {
    expect(sentence({ kind: 'quota', url: 'https://a.example/x', retryAtMs: now + 90_500, message: 'Too many.' }, now)).toContain(
      'a.example asks for a pause (429): Too many. Try again in 91 s.',
    )
    expect(sentence({ kind: 'quota', url: '/x', retryAtMs: now + 600_000, message: 'Too many.' }, now)).toContain('Try again in 10 minutes.')
  })
})
