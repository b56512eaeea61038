import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A proxy before several servers, as one would stand before dax. */
export interface SmallProxy {
  readonly port: number
  /** Where requests went, oldest first. */
  readonly taken: readonly { readonly method: string; readonly path: string; readonly to: number }[]
  /** Resolves once exactly so many servers are known to answer. */
  readonly healthy: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

const lookMs = 100

/**
 * Gives requests to servers in turn, passes bytes on as they come, and looks at the health of each. A server that takes no connection is passed over; a
 * request that one took and did not answer is answered with 502, for only its client knows whether to ask again.
 */
export async function smallProxy(port: number, servers: readonly number[]): Promise<SmallProxy> {
  const up = new Set<number>()
  const taken: { method: string; path: string; to: number }[] = []
  let turn = 0
  const closing = new AbortController()

  async function look(to: number): Promise<void> {
    const isWell = await new Promise<boolean>((resolve) => {
      const asked = request({ port: to, host: '127.0.0.1', path: '/healthz', agent: false, timeout: 20_000 }, (answer) => {
        answer.resume()
        resolve(answer.statusCode === 200)
      })
      asked.once('error', () => resolve(false)).once('timeout', () => asked.destroy())
      asked.end()
    })
    if (isWell) up.add(to)
    else up.delete(to)
  }
  const looking = servers.map(async (to) => {
    while (!closing.signal.aborted) {
      await look(to)
      await sleep(lookMs)
    }
  })

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const to = [...up].sort()[turn++ % Math.max(1, up.size)]
    if (to === undefined) return void answer.writeHead(503).end()
    taken.push({ method: asked.method ?? '', path: asked.url ?? '', to })
    const headers = { ...asked.headers, 'x-forwarded-for': asked.socket.remoteAddress ?? '' }
    const passed = request({ port: to, host: '127.0.0.1', method: asked.method, path: asked.url, headers, agent: false })
    passed.once('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
      // a server that goes away in the middle of its answer: so does the answer
      got.once('close', () => (got.complete ? undefined : answer.destroy()))
    })
    passed.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') return void (answer.headersSent ? answer.destroy() : answer.writeHead(502).end())
      // nothing of the request was read yet by anybody
      up.delete(to)
      asked.unpipe(passed)
      pass(asked, answer)
    })
    answer.once('close', () => (answer.writableFinished ? undefined : passed.destroy()))
    passed.once('socket', (socket) => socket.once('connect', () => asked.pipe(passed)))
  }

  const server = createServer(pass)
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port,
    taken,
    async healthy(count) {
      while (up.size !== count) await sleep(lookMs / 2)
    },
    async close() {
      closing.abort()
      await Promise.all(looking)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
