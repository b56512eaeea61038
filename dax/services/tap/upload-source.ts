import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import type { JobEngine } from '../uws/job-engine.ts'
import type { UploadSource } from './request.ts'

const fetchTimeoutMs = 30_000

/** Where the bytes of one upload are: a part of the request, a result of one of our own jobs, or (if the host lets dax out) elsewhere. */
export async function uploadBytes(
  ports: DaxPorts,
  source: UploadSource,
  from: {
    readonly part: (name: string) => Promise<Uint8Array | null>
    readonly engine: JobEngine
    readonly baseUrl: string
    readonly signal: AbortSignal
  },
): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  if ('part' in source) {
    const bytes = await from.part(source.part)
    if (bytes === null)
      throw new Fault('usage', `UPLOAD: the request has no part named ${clip(source.part)}. Send it as multipart/form-data with that name.`, [
        'query',
        'UPLOAD',
      ])
    return bytes
  }
  const own = ownResult(source.url, `${from.baseUrl}/api/tap/async/`)
  if (own !== null) return (await from.engine.result(await from.engine.get(own.job), own.result)).bytes
  if (ports.fetch === undefined) {
    throw new Fault(
      'usage',
      `UPLOAD from ${clip(source.url)}: this service fetches no tables from elsewhere, only results of its own jobs. Send the file inline: UPLOAD=NAME,param:PART in a multipart form.`,
      ['query', 'UPLOAD'],
    )
  }
  return fetched(ports, source.url, from.signal)
}

/** The job and result that an address of ours names; null for any other address. */
function ownResult(url: string, start: string): { readonly job: string; readonly result: string } | null {
  const match = url.startsWith(start) ? /^([0-9a-f]{32})\/results\/([\w.-]+)$/.exec(url.slice(start.length)) : null
  return match === null ? null : { job: match[1]!, result: match[2]! }
}

async function fetched(ports: DaxPorts, url: string, signal: AbortSignal): Promise<Uint8Array> {
  const { uploadLimitBytes } = ports.config
  const refusal = (why: string) => new Fault('usage', `UPLOAD from ${clip(url)}: ${why}`, ['query', 'UPLOAD'])
  let response: Response
  try {
    response = await ports.fetch!(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(fetchTimeoutMs)]) })
  } catch (error) {
    signal.throwIfAborted()
    ports.log({ level: 'warn', event: 'upload not fetched', error: String(error) })
    throw refusal('the address cannot be read. Check it, or send the file inline.')
  }
  if (!response.ok || response.body === null) throw refusal(`the address answers with status ${response.status}.`)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    size += chunk.length
    if (size > uploadLimitBytes) throw refusal(`the table is larger than the limit of ${uploadLimitBytes} bytes.`)
    chunks.push(chunk)
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
