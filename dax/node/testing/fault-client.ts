import { request } from 'node:http'

/** A file on its way by tus, as its client knows it. */
export interface Sent {
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly name: string
  url: string | null
  /** As far as a server said so. */
  acknowledged: number
}

/** What a client saw of an upload that it went on with. */
export interface Went {
  /** The last byte was acknowledged, now or before. */
  readonly isWhole: boolean
  /** It began in the middle. */
  readonly isResumed: boolean
  /** Bytes that a server had acknowledged and has no more. */
  readonly lostBytes: number
}

export interface SendOptions {
  /** Port of a server, asked for each request. */
  readonly port: () => number
  readonly token: string
  readonly random: () => number
  /** Below 1: the connection is cut at this part of a chunk. */
  readonly part: number
}

/** Sends what is missing of an upload in chunks, some with a checksum; ends quietly when server or connection go away: the next round goes on. */
export async function sendOn(one: Sent, options: SendOptions): Promise<Went> {
  let isResumed = false
  let lostBytes = 0
  const went = (isWhole: boolean): Went => ({ isWhole, isResumed, lostBytes })
  try {
    if (one.url === null) {
      const made = await ask(options, 'POST', '/api/uploads', {
        'Upload-Length': String(one.bytes.length),
        'Upload-Metadata': `filename ${btoa(one.name)},visibility ${btoa('public')}`,
      })
      if (made.status !== 201) return went(false)
      one.url = new URL(made.headers['location'] ?? '').pathname
    } else {
      const head = await ask(options, 'HEAD', one.url, {})
      // whole and taken in: nothing is left of the upload
      if (head.status === 404) return went(true)
      if (head.status !== 200) return went(false)
      const at = Number(head.headers['upload-offset'])
      if (at < one.acknowledged) lostBytes = one.acknowledged - at
      else isResumed = at > 0 && at < one.bytes.length
      one.acknowledged = at
    }
    while (one.acknowledged < one.bytes.length) {
      const done = await sendChunk(one, options)
      if (done === null) return went(false)
      one.acknowledged = done
    }
    return went(true)
  } catch {
    return went(false)
  }
}

/** The offset after one more chunk; null where it was refused. */
async function sendChunk(one: Sent, options: SendOptions): Promise<number | null> {
  const end = Math.min(one.bytes.length, one.acknowledged + 65_536 + Math.floor(options.random() * 400_000))
  const chunk = one.bytes.subarray(one.acknowledged, end)
  const isSummed = options.random() < 0.3
  const digest = isSummed ? Buffer.from(await crypto.subtle.digest('SHA-256', chunk as Uint8Array<ArrayBuffer>)).toString('base64') : ''
  const done = await ask(
    options,
    'PATCH',
    one.url ?? '',
    {
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(one.acknowledged),
      ...(isSummed ? { 'Upload-Checksum': `sha256 ${digest}` } : {}),
    },
    chunk,
  )
  return done.status === 204 ? Number(done.headers['upload-offset']) : null
}

function ask(
  { port, token, part }: SendOptions,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<{ readonly status: number; readonly headers: Record<string, string | undefined> }> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port: port(),
      host: '127.0.0.1',
      method,
      path,
      agent: false,
      headers: {
        'Tus-Resumable': '1.0.0',
        Authorization: `Bearer ${token}`,
        ...headers,
        ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
      },
    })
    asked.setTimeout(20_000, () => asked.destroy(new Error('no answer')))
    asked.once('error', reject)
    asked.once('response', (answer) => {
      answer.resume()
      answer.once('error', reject)
      answer.once('close', () => (answer.complete ? undefined : reject(new Error('cut'))))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> }))
    })
    if (body === undefined || part >= 1) asked.end(body)
    else asked.write(body.subarray(0, Math.floor(body.length * part)), () => asked.destroy(new Error('cut')))
  })
}
