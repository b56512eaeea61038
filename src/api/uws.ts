import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { elements, parseXml, textIn } from '../platform/xml.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import type { HttpPorts } from './http.ts'
import { tapForm } from './tap.ts'
import type { TapAsk } from './tap.ts'

export type UwsPhase = 'PENDING' | 'QUEUED' | 'EXECUTING' | 'COMPLETED' | 'ERROR' | 'ABORTED' | 'HELD' | 'SUSPENDED' | 'ARCHIVED' | 'UNKNOWN'

/** A job of a UWS service (TAP async, SODA jobs) as its document tells it. `url` is the job's own address. */
export interface UwsJob {
  readonly url: string
  readonly id: string
  readonly phase: UwsPhase
  readonly results: readonly { readonly id: string; readonly href: string }[]
  readonly message: string | null
}

const phases: readonly string[] = ['PENDING', 'QUEUED', 'EXECUTING', 'COMPLETED', 'ERROR', 'ABORTED', 'HELD', 'SUSPENDED', 'ARCHIVED']

/** Reads a UWS 1.0 or 1.1 job document. */
export function readJob(xml: string, url: string): Result<UwsJob, ApiError> {
  const doc = parseXml(xml)
  if (doc === null || doc.documentElement.localName !== 'job')
    return { ok: false, error: { kind: 'malformed', url, message: 'this is no UWS job document' } }
  const phase = textIn(doc, 'phase') ?? 'UNKNOWN'
  const results = elements(doc, 'result').map((r) => ({
    id: r.getAttribute('id') ?? 'result',
    href: r.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? r.getAttribute('href') ?? '',
  }))
  const summary = elements(doc, 'errorSummary')[0]
  return ok({
    url,
    id: textIn(doc, 'jobId') ?? url,
    phase: phases.includes(phase) ? (phase as UwsPhase) : 'UNKNOWN',
    results: results.map((r) => ({ id: r.id, href: new URL(r.href, new URL(`${url}/`, globalThis.location?.href ?? 'http://page.invalid')).href })),
    message: summary === undefined ? null : textIn(summary, 'message'),
  })
}

/** Makes a job and starts it. The service's redirect leads to the job's address, which need not lie under /async. */
export async function startJob(query: TapAsk, ports?: HttpPorts): Promise<Result<UwsJob, ApiError>> {
  const signal = query.signal === undefined ? {} : { signal: query.signal }
  const made = await ask({ url: `${query.tap}/async`, form: [...tapForm(query), ['PHASE', 'RUN']], ...signal }, ports)
  if (!made.ok) return made
  const url = made.value.url.replace(/[?#].*$/u, '').replace(/\/$/u, '')
  const job = readJob(await made.value.text(), url)
  if (!job.ok || job.value.phase !== 'PENDING') return job
  // DaCHS ignores PHASE=RUN in the request that makes the job
  const run = await ask({ url: `${url}/phase`, form: [['PHASE', 'RUN']], ...signal }, ports)
  return run.ok ? ok({ ...job.value, phase: 'QUEUED' }) : run
}

/** Waits until the job ends, asking with a blocking WAIT and never more than once a second; tells every phase. Aborting stops the waiting, not the job: see `abortJob`. */
export async function finishJob(
  job: UwsJob,
  signal: AbortSignal,
  onPhase: (phase: UwsPhase) => void,
  ports?: HttpPorts,
): Promise<Result<UwsJob, ApiError>> {
  let now = job
  for (;;) {
    onPhase(now.phase)
    if (now.phase === 'ERROR' || now.phase === 'ABORTED') {
      return { ok: false, error: { kind: 'protocol', url: now.url, message: now.message ?? `the job ended as ${now.phase}` } }
    }
    if (now.phase === 'COMPLETED' || now.phase === 'ARCHIVED') return ok(now)
    const asked = Date.now()
    const answer = await ask({ url: `${now.url}?WAIT=20&PHASE=${now.phase}`, signal, timeoutMs: 40_000 }, ports)
    if (!answer.ok) return answer
    const next = readJob(await answer.value.text(), now.url)
    if (!next.ok) return next
    now = next.value
    const left = 1000 - (Date.now() - asked)
    if (left > 0 && now.phase !== 'COMPLETED') await pause(left, signal)
  }
}

/** Asks the service to stop the job. */
export async function abortJob(job: UwsJob, ports?: HttpPorts): Promise<Result<Response, ApiError>> {
  return ask({ url: `${job.url}/phase`, form: [['PHASE', 'ABORT']] }, ports)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      signal.removeEventListener('abort', stopped)
      resolve()
    }
    function stopped(): void {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', stopped, { once: true })
  })
}
