import { claimIngest, keepIngest, logIngest, stepIngest, tellIngest, type IngestJob, type IngestStep } from '../../archive/ingest/ingest-rows.ts'
import { keptFile } from '../../archive/ingest/kept.ts'
import { ingestFile, type Ingested, type IngestOptions } from '../../archive/ingest/take-in.ts'
import { deleteUpload } from '../../archive/ingest/upload-rows.ts'
import type { IngestInput } from '../../archive/ingest/input.ts'
import { DbError } from '../../archive/db.ts'
import type { IngestLine, IngestPhase } from '../../contract/ingests.ts'
import { Fault } from '../../fault.ts'
import { ingestLimits, type DaxPorts } from '../../ports.ts'
import type { Drawing } from '../../drawing/drawing.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Spool } from '../../store/spool.ts'
import { faultOf } from '../errors.ts'
import { drawPreview } from '../previews.ts'

/** Takes uploads in, one after another. */
export interface IngestEngine {
  /** There may be something to do. */
  wake(): void
  /** Stops one at the next step, where it is being worked on here. */
  stop(id: string): void
  close(): Promise<void>
}

/** Other processes, and those that died, leave work behind: looked for so often. */
const pollMs = 3000
const renewMs = 5000
/** Pause before another try while disk or database are in trouble: that passes, and is no reason to give a file up. */
const againS = 15
/** A file at which dax was stopped so often (and not by the disk or the database) may be what stops it. */
const mostTries = 10

/** Thrown to undo: the ingest was cancelled, or another worker has it. */
class NotOurs extends Error {}

export function ingestEngine(ports: DaxPorts, spool: Spool, drawing: Drawing): IngestEngine {
  const worker = crypto.randomUUID()
  const running = new Map<string, { readonly leave: AbortController; readonly done: Promise<void> }>()
  const parallel = ports.config.ingest?.parallel ?? ingestLimits.parallel
  let pumping = false
  const closing = new AbortController()
  const timer = setInterval(() => void pump(), pollMs)
  // a timer alone must not keep a program of Node from ending; in the page there is no such thing
  ;(timer as unknown as { unref?: () => void }).unref?.()

  async function pump(): Promise<void> {
    if (pumping || closing.signal.aborted) return
    pumping = true
    try {
      while (running.size < parallel && !closing.signal.aborted) {
        const job = await claimIngest(ports.db, worker)
        if (job === null) break
        const leave = new AbortController()
        const done = work(job, leave.signal)
          .catch((error: unknown) => ports.log({ level: 'error', event: 'ingest bookkeeping failed', ingest: job.id, error: String(error) }))
          .finally(() => {
            running.delete(job.id)
            void pump()
          })
        running.set(job.id, { leave, done })
      }
    } catch (error) {
      // the database may be away for a while; the next poll finds it again
      if (!closing.signal.aborted) ports.log({ level: 'warn', event: 'no ingest could be claimed', error: String(error) })
    } finally {
      pumping = false
    }
  }

  async function work(job: IngestJob, signal: AbortSignal): Promise<void> {
    const renew = setInterval(() => {
      keepIngest(ports.db, job.id, worker).then(
        (isOurs) => isOurs || running.get(job.id)?.leave.abort(new NotOurs('not ours any more')),
        () => undefined,
      )
    }, renewMs)
    try {
      if (job.tries > mostTries)
        throw new Fault('fatal', `dax was stopped ${mostTries} times in the middle of this file, and leaves it alone now. Try it again.`)
      if (job.did !== null && job.imageId !== null) await publish(job, job.did, job.imageId)
      else await takeIn(job, signal)
    } catch (error) {
      await failed(job, error, signal)
    } finally {
      clearInterval(renew)
    }
  }

  async function takeIn(job: IngestJob, signal: AbortSignal): Promise<void> {
    const { settings } = job
    const { input, kept } = await inputOfJob(job)
    await say(job, 'received', 'info', `${input.size} bytes are here`)
    const options: IngestOptions = {
      ...kept,
      owner: job.owner,
      visibility: settings.visibility,
      ...(settings.group === undefined ? {} : { group: settings.group }),
      ...(settings.collection === undefined ? {} : { collection: settings.collection }),
      ...(settings.sidecar === undefined ? {} : { sidecar: new TextEncoder().encode(settings.sidecar) }),
      ...(settings.storeOnly === true ? { storeOnly: true } : {}),
      ...(settings.sha256 === undefined ? {} : { sha256: settings.sha256 }),
      signal,
      onPhase: (phase, message) => reached(job, phase, message),
      withIt: async (tx, done) => {
        if (!(await stepIngest(tx, job.id, worker, stepOf(done)))) throw new NotOurs('cancelled')
      },
    }
    const done = await ingestFile(ports, job.name, input, options)
    if (done.at === 'refused') {
      await end(job, { state: 'refused', problems: done.problems }, 'warn', `refused: ${done.problems.join('; ')}`)
      return
    }
    if (done.at === 'kept') {
      await end(job, { state: 'done' }, 'info', 'kept; it can be registered later')
      await forget(job.id)
      return
    }
    await say(
      job,
      'registered',
      'info',
      done.at === 'known' ? `the archive has this image already, as ${done.did}` : `image, metadata and provenance are in the archive as ${done.did}`,
    )
    await publish(job, done.did, done.imageId)
  }

  /** The bytes: of the upload, or of the store where they were kept. */
  async function inputOfJob(job: IngestJob): Promise<{ readonly input: IngestInput; readonly kept: IngestOptions }> {
    const size = await spool.size(job.id)
    if (size !== null) return { input: { size, read: () => spool.read(job.id) }, kept: {} }
    const stored = job.sha256 === null ? null : await keptFile(ports, job.sha256, nameOfContent(job.sha256))
    if (stored === null) throw new Fault('usage', 'The bytes of this file are not here any more: send it again.')
    return { input: stored.input, kept: stored.options }
  }

  /** What comes after the image is in the archive: its preview, and a look whether a search finds it. */
  async function publish(job: IngestJob, did: string, imageId: bigint): Promise<void> {
    const [row] = await ports.db.rows<{ source: string | null; sha256: string | null }>(
      'SELECT source, sha256 FROM dax.image WHERE image_id = $1::bigint',
      [imageId],
    )
    if (row !== undefined) {
      try {
        await drawPreview(ports, drawing, { did, ...row })
        await reached(job, 'preview', 'its preview is drawn')
      } catch (error) {
        // an image without pixels that can be drawn is an image all the same
        await say(job, 'preview', 'warn', `no preview could be drawn: ${error instanceof Fault ? error.message : 'its pixels cannot be read'}`)
      }
    }
    await end(job, { state: 'done', phase: 'searchable' }, 'info', 'searches find it')
    await forget(job.id)
  }

  async function failed(job: IngestJob, error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof NotOurs || (signal.aborted && !closing.signal.aborted)) {
      ports.log({ level: 'info', event: 'ingest stopped', ingest: job.id })
      return
    }
    const isPassing =
      closing.signal.aborted || (error instanceof Fault && error.kind === 'transient') || (error instanceof DbError && error.kind === 'connection')
    const fault = closing.signal.aborted ? new Fault('transient', 'dax was stopped.') : faultOf(error, ports, { ingest: job.id })
    if (isPassing) {
      const pauseS = closing.signal.aborted ? 0 : againS
      await stepIngest(ports.db, job.id, worker, { state: 'waiting', againS: pauseS, problems: [fault.message] })
      await say(job, job.phase, 'warn', `${fault.message} It is tried again in ${pauseS} s.`)
    } else await end(job, { state: fault.kind === 'usage' ? 'refused' : 'failed', problems: [fault.message] }, 'error', fault.message)
  }

  async function reached(job: IngestJob, phase: IngestPhase, message: string): Promise<void> {
    if (!(await tellIngest(ports.db, job.id, worker, { phase }, { phase, level: 'info', message }))) throw new NotOurs('cancelled')
  }

  const say = (job: IngestJob, phase: IngestPhase, level: IngestLine['level'], message: string): Promise<void> =>
    logIngest(ports.db, job.id, { phase, level, message })

  async function end(job: IngestJob, step: IngestStep, level: IngestLine['level'], message: string): Promise<void> {
    await tellIngest(ports.db, job.id, worker, step, { phase: step.phase ?? job.phase, level, message })
  }

  async function forget(id: string): Promise<void> {
    await deleteUpload(ports.db, id)
    await spool.remove(id)
  }

  return {
    wake: () => void pump(),
    stop: (id) => running.get(id)?.leave.abort(new NotOurs('cancelled')),
    async close() {
      closing.abort()
      clearInterval(timer)
      for (const { leave } of running.values()) leave.abort(new Fault('transient', 'dax was stopped.'))
      await Promise.allSettled([...running.values()].map(({ done }) => done))
    },
  }
}

function stepOf(done: Exclude<Ingested, { readonly at: 'refused' }>): IngestStep {
  switch (done.at) {
    case 'stored':
      return { phase: 'registered', outcome: 'stored', did: done.did, imageId: done.imageId, sha256: done.sha256, notes: done.notes, problems: [] }
    case 'known':
      return { phase: 'registered', outcome: 'known', did: done.did, imageId: done.imageId, sha256: done.sha256, problems: [] }
    case 'kept':
      return { phase: 'stored', outcome: 'kept', sha256: done.sha256, problems: [] }
  }
}
