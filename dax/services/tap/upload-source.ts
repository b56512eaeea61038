import { Fault } from '../../fault.ts'
import type { Principal } from '../auth/principal.ts'
import { clip } from '../dali.ts'
import type { JobEngine } from '../uws/job-engine.ts'
import { ownJob } from '../uws/own-job.ts'
import type { UploadSource } from './request.ts'

/** Where the bytes of one upload are: a part of the request, or a result of one of our own jobs. */
export async function uploadBytes(
  source: UploadSource,
  from: {
    readonly part: (name: string) => Promise<Uint8Array | null>
    readonly engine: JobEngine
    /** Results of jobs of others are not there. */
    readonly who: Pick<Principal, 'user' | 'isAdmin'>
    readonly baseUrl: string
    /** Largest table that is taken. */
    readonly limitBytes: number
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
  if (own !== null) {
    const { result, bytes } = await from.engine.result(await ownJob(from.engine, own.job, from.who), own.result)
    if (result.size <= from.limitBytes) return bytes
    await bytes.cancel()
    throw new Fault('tooLarge', `UPLOAD from ${clip(source.url)}: the result has ${result.size} bytes; the limit is ${from.limitBytes}.`, [
      'query',
      'UPLOAD',
    ])
  }
  // an address that a stranger names is never fetched: it may lie inside the network of the archive
  throw new Fault(
    'usage',
    `UPLOAD from ${clip(source.url)}: this service fetches no tables from elsewhere, only results of its own jobs. Send the file inline: UPLOAD=NAME,param:PART in a multipart form.`,
    ['query', 'UPLOAD'],
  )
}

/** The job and result that an address of ours names; null for any other address. */
function ownResult(url: string, start: string): { readonly job: string; readonly result: string } | null {
  const match = url.startsWith(start) ? /^([0-9a-f]{32})\/results\/([\w.-]+)$/.exec(url.slice(start.length)) : null
  return match === null ? null : { job: match[1]!, result: match[2]! }
}
