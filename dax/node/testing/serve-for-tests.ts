import { serve, type ServerType } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { createDax } from '../../dax.ts'
import type { DaxPorts } from '../../ports.ts'

/** A dax that really listens. */
export interface RunningDax {
  /** 'http://127.0.0.1:18106' */
  readonly origin: string
  readonly close: () => Promise<void>
}

/** Serves dax on real HTTP, for clients and validators that know nothing of us. Port 0 = any free one. The database stays open. */
export async function serveForTests(ports: DaxPorts, port = 0): Promise<RunningDax> {
  const dax = createDax(ports)
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch: (request) => dax(request), port, hostname: '127.0.0.1' }, () => resolve(started))
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${bound}`,
    async close() {
      await dax.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}
