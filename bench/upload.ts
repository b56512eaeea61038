import { createServer, request, type Server } from 'node:http'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { saveUser } from '../dax/archive/auth/user-rows.ts'
import { listen } from '../dax/node/http-server.ts'
import { openArchive } from '../dax/node/open-archive.ts'
import { settingsOf } from '../dax/node/settings.ts'
import { issueToken } from '../dax/services/auth/issue-token.ts'

export const title =
  'Upload of 1 GB over loopback, in one request and in chunks of 8 MB; the peer is @tus/server with its own file store, where it is installed'

const total = 1_000_000_000
const chunks = [total, 8_000_000]

/** Prints MB/s of dax (every answer after fsync) and of the peer (which does not fsync), their ratio, and how far dax's memory grew. */
export async function run(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-bench-'))
  await chmod(folder, 0o755)
  try {
    const peer = await peerServer(join(folder, 'peer'))
    if (peer === null)
      print('@tus/server and @tus/file-store are not installed (npm install --no-save @tus/server@2.4.5 @tus/file-store@2.1.1): dax alone')
    const archive = await openArchive(
      settingsOf({ data: join(folder, 'data') }, { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0', DAX_QUOTA: '0' }),
    )
    await saveUser(archive.ports.db, { user: 'ada', groups: [], isAdmin: false }, 0)
    const { token } = await issueToken(archive.ports, {
      user: 'ada',
      type: 'user',
      name: 'bench',
      scopes: ['write:files'],
      expiresMs: null,
      by: { actor: 'ada', address: null },
    })
    const own = await listen(archive.ports, { port: 0 })
    print('chunk MB | dax MB/s | peer MB/s | ratio | memory of both in this process, MB over its start')
    for (const chunk of chunks) {
      const start = process.memoryUsage().rss
      const ours = await upload(`${own.origin.replace('localhost', '127.0.0.1')}/api/uploads`, chunk, { Authorization: `Bearer ${token}` })
      const theirs = peer === null ? null : await upload(`http://127.0.0.1:${(peer.address() as AddressInfo).port}/files`, chunk, {})
      print(
        `${String(chunk / 1e6).padStart(8)} | ${ours.rate.toFixed(0).padStart(8)} | ${(theirs?.rate.toFixed(0) ?? '-').padStart(9)} | ${theirs === null ? '-' : (ours.rate / theirs.rate).toFixed(2)} | ${((ours.rss - start) / 1e6).toFixed(0)}`,
      )
    }
    peer?.close()
    await own.close()
    await archive.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function peerServer(directory: string): Promise<Server | null> {
  await mkdir(directory)
  // not a dependency: named so that no tool looks for its types
  const [server, store] = ['@tus/server', '@tus/file-store']
  try {
    const { Server: TusServer } = await import(/* @vite-ignore */ server!)
    const { FileStore } = await import(/* @vite-ignore */ store!)
    const tus = new TusServer({ path: '/files', datastore: new FileStore({ directory }) })
    const http = createServer((asked, answer) => void tus.handle(asked, answer))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()))
    return http
  } catch {
    return null
  }
}

async function upload(endpoint: string, chunk: number, headers: Record<string, string>): Promise<{ readonly rate: number; readonly rss: number }> {
  const made = await ask(
    'POST',
    endpoint,
    { ...headers, 'Upload-Length': String(total), 'Upload-Metadata': `filename ${btoa('big.bin')},storeOnly ${btoa('true')}` },
    0,
  )
  const url = new URL(made.location ?? '', endpoint).href
  const piece = Buffer.alloc(1_000_000, 7)
  const begun = performance.now()
  let rss = 0
  for (let at = 0; at < total; at += chunk) {
    const size = Math.min(chunk, total - at)
    await ask('PATCH', url, { ...headers, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(at) }, size, piece)
    rss = Math.max(rss, process.memoryUsage().rss)
  }
  return { rate: total / 1e6 / ((performance.now() - begun) / 1000), rss }
}

function ask(
  method: string,
  url: string,
  headers: Record<string, string>,
  size: number,
  piece: Buffer = Buffer.alloc(0),
): Promise<{ readonly location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { 'Tus-Resumable': '1.0.0', 'Content-Length': String(size), ...headers } }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        (answer.statusCode ?? 500) < 300 ? resolve({ location: answer.headers.location }) : reject(new Error(`${method} ${answer.statusCode ?? ''}`)),
      )
    })
    asked.once('error', reject)
    if (size === 0) asked.end()
    else Readable.from(pieces(size, piece), { objectMode: false, highWaterMark: 4_000_000 }).pipe(asked)
  })
}

function* pieces(size: number, piece: Buffer): Generator<Buffer> {
  for (let left = size; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece
}
