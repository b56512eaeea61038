import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { faultOf } from '../errors.ts'
import type { JobContext, JobEngine, JobRunner } from './job-engine.ts'
import { isActive, type Job, type JobResult, type JobUpload } from './job.ts'
import { beatJobs, changeJob, deleteJob, expiredJobs, insertJob, jobById, jobsIn, listJobs, movePhase, orphanedJobs } from './job-table.ts'
import { noJob } from './own-job.ts'

const sweepMs = 60_000
/** How often a server says that it is at work on a job, and how long after its last word the job counts as abandoned. */
const beatMs = 5_000
const silenceMs = 4 * beatMs

/** The engine of one service. Nothing runs until the first call. */
export function jobEngine(ports: DaxPorts, runner: JobRunner): JobEngine {
  const { db, store, clock, config } = ports
  const service = runner.service
  const maxDurationS = Math.max(1, Math.floor(config.asyncTimeoutMs / 1000))
  const running = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>()
  const queue: string[] = []
  const watchers = new Map<string, Set<() => void>>()
  let recovered: Promise<void> | null = null
  const timers: ReturnType<typeof setInterval>[] = []
  const closing = new AbortController()

  const changed = (id: string) => {
    for (const wake of watchers.get(id) ?? []) wake()
  }

  async function removeFiles(files: readonly { readonly stored: string }[]): Promise<void> {
    for (const file of files) {
      try {
        await store.remove(file.stored)
      } catch (error) {
        ports.log({ level: 'warn', event: 'job file not removed', stored: file.stored, error: String(error) })
      }
    }
  }

  async function find(id: string): Promise<Job> {
    const job = /^[0-9a-f]{32}$/.test(id) ? await jobById(db, service, id) : null
    if (job === null) throw noJob(id)
    return job
  }

  function pump(): void {
    while (!closing.signal.aborted && queue.length > 0 && running.size < (config.jobParallelism ?? 2)) {
      const id = queue.shift()!
      const controller = new AbortController()
      const done = execute(id, controller).catch((error: unknown) => {
        ports.log({ level: 'error', event: 'job bookkeeping failed', job: id, error: String(error) })
      })
      running.set(id, {
        controller,
        done: done.finally(() => {
          running.delete(id)
          changed(id)
          pump()
        }),
      })
    }
  }

  async function execute(id: string, controller: AbortController): Promise<void> {
    if (!(await movePhase(db, id, ['QUEUED'], 'EXECUTING', { started: clock.now() }))) return
    changed(id)
    const job = await find(id)
    const saved: JobResult[] = []
    const timer = setTimeout(() => controller.abort('time'), job.durationS * 1000)
    try {
      await runner.run(job, contextOf(job, controller.signal, saved))
      if (controller.signal.aborted) throw new Fault('transient', 'The job was stopped.')
      const kept = await movePhase(db, id, ['EXECUTING'], 'COMPLETED', { ended: clock.now(), results: saved })
      if (!kept) await removeFiles(saved)
    } catch (error) {
      await removeFiles(saved)
      const fault = failure(error, controller.signal, job)
      await movePhase(db, id, ['EXECUTING'], 'ERROR', {
        ended: clock.now(),
        error: { message: fault.message, transient: fault.kind === 'transient' || fault.kind === 'timeout' },
      })
    } finally {
      clearTimeout(timer)
    }
  }

  function failure(error: unknown, signal: AbortSignal, job: Job): Fault {
    if (signal.reason === 'time')
      return new Fault(
        'timeout',
        `The job ran for ${job.durationS} s, its EXECUTIONDURATION, and was stopped. The longest allowed is ${maxDurationS} s.`,
      )
    if (signal.aborted) return new Fault('transient', signal.reason === 'closing' ? stoppedSentence : 'The job was aborted.')
    return faultOf(error, ports, { job: job.id, service })
  }

  function contextOf(job: Job, signal: AbortSignal, saved: JobResult[]): JobContext {
    return {
      signal,
      async save({ id, contentType, fileName: name, bytes }) {
        const stored = storedName(job.id, 100 + saved.length)
        const { size } = await store.write(stored, bytes)
        saved.push({ id, contentType, fileName: name, stored, size })
      },
      async upload(name) {
        const upload = job.uploads.find((one) => one.name === name)
        return upload === undefined ? null : new Uint8Array(await new Response(await store.read(upload.stored)).arrayBuffer())
      },
    }
  }

  async function destroy(id: string): Promise<void> {
    const job = await find(id)
    const run = running.get(id)
    run?.controller.abort('aborted')
    await run?.done
    const last = (await jobById(db, service, id)) ?? job
    await deleteJob(db, id)
    await removeFiles([...last.results, ...last.uploads])
    changed(id)
  }

  async function sweep(): Promise<void> {
    for (const job of await expiredJobs(db, service, clock.now())) {
      await destroy(job.id)
      ports.log({ level: 'info', event: 'job expired', job: job.id, service })
    }
  }

  /** Ends the jobs whose server is gone; those of other servers on this database are theirs. */
  async function endOrphans(): Promise<void> {
    for (const id of await orphanedJobs(db, service, new Date(clock.now().getTime() - silenceMs))) {
      if (running.has(id)) continue
      await movePhase(db, id, ['EXECUTING'], 'ERROR', { ended: clock.now(), error: { message: stoppedSentence, transient: true } })
      changed(id)
    }
  }

  async function beat(): Promise<void> {
    if (running.size > 0) for (const id of await beatJobs(db, [...running.keys()], clock.now())) await stopIfOver(id)
    await endOrphans()
  }

  /** A job that another server ended stops here; one that waits for its turn is left alone. */
  async function stopIfOver(id: string): Promise<void> {
    const job = await jobById(db, service, id)
    if (job === null || !isActive(job.phase)) running.get(id)?.controller.abort('aborted')
  }

  function every(ms: number, what: string, work: () => Promise<void>): void {
    const timer = setInterval(
      () => void work().catch((error: unknown) => ports.log({ level: 'warn', event: `${what} failed`, error: String(error) })),
      ms,
    )
    ;(timer as { unref?: () => void }).unref?.()
    timers.push(timer)
  }

  async function recover(): Promise<void> {
    await endOrphans()
    queue.push(...(await jobsIn(db, service, 'QUEUED')).map((job) => job.id))
    await sweep()
    if (closing.signal.aborted) return
    every(sweepMs, 'job sweep', sweep)
    every(beatMs, 'job beat', beat)
    pump()
  }

  const ready = () => {
    recovered ??= recover().catch((error: unknown) => {
      recovered = null
      throw error
    })
    return recovered
  }

  async function storeUploads(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<readonly JobUpload[]> {
    const uploads: JobUpload[] = []
    for (const [name, bytes] of files) {
      const stored = storedName(id, uploads.length)
      await store.write(stored, bytes)
      uploads.push({ name, stored, size: bytes.length })
    }
    return uploads
  }

  return {
    service,
    recover: ready,
    async create(request) {
      await ready()
      const id = crypto.randomUUID().replaceAll('-', '')
      const created = clock.now()
      const job: Job = {
        id,
        service,
        phase: 'PENDING',
        owner: request.owner,
        reader: request.reader,
        runId: request.runId,
        parameters: request.parameters,
        uploads: await storeUploads(id, request.files),
        baseUrl: request.baseUrl,
        created,
        started: null,
        ended: null,
        destruction: new Date(created.getTime() + config.jobRetentionMs),
        durationS: maxDurationS,
        results: [],
        error: null,
      }
      await insertJob(db, job)
      return job
    },
    async get(id) {
      await ready()
      return find(id)
    },
    async list(filter) {
      await ready()
      return listJobs(db, service, filter)
    },
    async start(id) {
      await ready()
      if (await movePhase(db, id, ['PENDING'], 'QUEUED')) {
        queue.push(id)
        changed(id)
        pump()
        return
      }
      const job = await find(id)
      if (!isActive(job.phase)) throw new Fault('usage', `The job is ${job.phase} and cannot run again. Make a new job.`, ['query', 'PHASE'])
    },
    async abort(id) {
      await ready()
      await find(id)
      if (await movePhase(db, id, ['PENDING', 'QUEUED', 'EXECUTING'], 'ABORTED', { ended: clock.now() })) {
        const place = queue.indexOf(id)
        if (place >= 0) queue.splice(place, 1)
        const run = running.get(id)
        run?.controller.abort('aborted')
        changed(id)
      }
    },
    async destroy(id) {
      await ready()
      const place = queue.indexOf(id)
      if (place >= 0) queue.splice(place, 1)
      await destroy(id)
    },
    async change(id, change) {
      await ready()
      const { durationS, ...rest } = change
      await changeJob(db, id, {
        ...rest,
        ...(durationS === undefined ? {} : { durationS: durationS <= 0 ? maxDurationS : Math.min(durationS, maxDurationS) }),
      })
    },
    async wait(id, phase, timeoutMs, signal) {
      await ready()
      const first = await find(id)
      const until = Date.now() + timeoutMs
      const gone = AbortSignal.any([signal, closing.signal])
      // UWS 1.1: a WAIT with a phase that the job is not in does not block
      const waiting = (job: Job) =>
        isActive(job.phase) && job.phase === first.phase && (phase ?? job.phase) === job.phase && Date.now() < until && !gone.aborted
      let job = first
      while (waiting(job)) {
        await nextChange(watchers, id, until - Date.now(), gone)
        job = await find(id)
      }
      return job
    },
    async result(job, resultId) {
      const result = job.results.find((one) => one.id === resultId)
      if (result === undefined) {
        const sentence =
          job.phase === 'COMPLETED'
            ? `The job has no result ${resultId.slice(0, 40)}.`
            : `The job is ${job.phase}; it has results when it is COMPLETED.`
        throw new Fault('notFound', sentence, ['path', 'result'])
      }
      return { result, bytes: await store.read(result.stored) }
    },
    async close() {
      closing.abort()
      for (const timer of timers) clearInterval(timer)
      for (const id of watchers.keys()) changed(id)
      await Promise.all(
        [...running.values()].map(({ controller, done }) => {
          controller.abort('closing')
          return done
        }),
      )
    },
  }
}

const stoppedSentence = 'The service stopped while this job was running. Run the query again as a new job.'

/** Name in the store of the n-th file of a job: uploads from 0, results from 100. */
function storedName(id: string, n: number): string {
  return `job/${id.slice(0, 2)}/${id}/${n}`
}

/** Until the next change of that job; also looks every second, in case another process changed it. */
function nextChange(watchers: Map<string, Set<() => void>>, id: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wakers = watchers.get(id) ?? new Set()
    watchers.set(id, wakers)
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      wakers.delete(wake)
      if (wakers.size === 0) watchers.delete(id)
      resolve()
    }
    const timer = setTimeout(wake, Math.min(timeoutMs, 1000))
    wakers.add(wake)
    signal.addEventListener('abort', wake)
  })
}
