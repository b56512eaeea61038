import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDax } from '../dax.ts'
import { Fault } from '../fault.ts'
import { hardening } from '../hardening.ts'
import type { DaxConfig, DaxPorts } from '../ports.ts'
import { staticFiles } from './static-files.ts'

/** A dax that listens, with the app beside it. */
export interface RunningServer {
  /** 'http://localhost:8700' */
  readonly origin: string
  /** Takes no new requests, lets running ones end for `graceMs`, then ends them too. Database and store stay open. */
  close(graceMs?: number): Promise<void>
}

export interface ListenOptions {
  /** 0 = any free port. */
  readonly port: number
  /** Address to listen on; this machine only by default. */
  readonly host?: string
  /** Folder of the built app; none = dax only. */
  readonly app?: string
}

/** Serves dax under /api and /auth (with /login, /logout, /healthz and /metrics), and the app everywhere else. A client that goes away aborts its request. Throws a Fault where the port is taken. */
export async function listen(ports: DaxPorts, options: ListenOptions): Promise<RunningServer> {
  const dax = createDax(ports)
  const app = options.app === undefined ? null : staticFiles(options.app)
  const host = options.host ?? '127.0.0.1'
  const fetch = async (
    request: Request,
    env?: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } },
  ): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (!/^\/(?:api|auth|login|logout|healthz|metrics)(?:\/|$)/u.test(pathname)) {
      const file = await app?.(request)
      if (file) {
        for (const [name, value] of Object.entries(pageHardening(ports.config))) if (!file.headers.has(name)) file.headers.set(name, value)
        return file
      }
    }
    return dax(request, env?.incoming?.socket?.remoteAddress)
  }
  const server = createAdaptorServer({ fetch, serverOptions: { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 10_000 } }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options.port, host)))
    server.listen(options.port, host, () => resolve())
  }).catch(async (error: unknown) => {
    await dax.close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://${['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`,
    async close(graceMs = 5000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await Promise.all([closed, dax.close()])
      clearTimeout(timer)
    },
  }
}

/** As for dax's answers, but pages have a policy of their own, and nobody elsewhere needs our scripts. */
function pageHardening(config: DaxConfig): Readonly<Record<string, string>> {
  const { 'Content-Security-Policy': _, ...rest } = hardening(config)
  return { ...rest, 'Cross-Origin-Resource-Policy': 'same-origin', 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' }
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Fault('usage', `Port ${port} is taken. Stop the program that uses it, or choose another one: --port ${port + 1}`, ['port'])
    case 'EACCES':
      return new Fault('usage', `Port ${port} is not open to this user. Choose one above 1023: --port 8700`, ['port'])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Fault('usage', `This machine has no address "${host}". Use --host 127.0.0.1 (this machine only) or --host 0.0.0.0 (all networks).`, [
        'host',
      ])
    default:
      return error
  }
}
