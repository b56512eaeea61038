import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A line between browser and server that can be cut at any byte. */
export interface CutLine {
  /** The server, seen through the line. */
  readonly origin: string
  /** Cuts it when so many more bytes have gone to the server; nothing gets through then. */
  cutAfter(bytes: number): void
  /** Cuts it now; connections that are tried break too. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** Opens a line to the server under test. */
export async function cutLine(to: string): Promise<CutLine> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // a cut is what this is for
    socket.on('error', () => undefined)
  }
  const server = createServer((near) => {
    keep(near)
    if (left <= 0) return void near.resetAndDestroy()
    const far = connect(Number(port), hostname)
    keep(far)
    near.on('data', (bytes) => {
      far.write(bytes.subarray(0, Math.max(0, Math.min(bytes.length, left))))
      left -= bytes.length
      if (left <= 0) cut()
    })
    far.on('data', (bytes) => near.write(bytes))
    near.on('end', () => far.end())
    far.on('end', () => near.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (bytes) => (left = bytes),
    cut() {
      left = 0
      cut()
    },
    mend: () => (left = Number.POSITIVE_INFINITY),
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
