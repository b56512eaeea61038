import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { faultOf } from '../errors.ts'
import type { JobContext, JobEngine, JobRunner } from './job-engine.ts'
import { isActive, type Job, type JobResult } from './job.ts'
import { jobFiles } from './job-files.ts'
import { changeJob, deleteJob, expiredJobs, insertJob, jobById, listJobs, movePhase } from './job-table.ts'
import { beatJobs, claimJob, giveBackJob, orphanedJobs, queuedJobs } from './job-turns.ts'
import { jobWatch } from './job-watch.ts'
import { noJob } from './own-job.ts'

const sweepMs = 60_000
/** How often a server says that it is at work on a job, and how long after its last word the job counts as abandoned. */
const beatMs = 2_000
const silenceMs = 5 * beatMs
/** A job whose server ended so often in its middle may be what ends it. */
const mostTries = 3

/** The engine of one service. Nothing runs until the first call. */
export function jobEngine(ports: DaxPorts, runner: JobRunner): JobEngine {
  const { db, store, clock, config } = ports
  const service = runner.service
  const maxDurationS = Math.max(1, Math.floor(config.asyncTimeoutMs / 1000))
  const worker = crypto.randomUUID()
  const files = jobFiles(store, ports.log)
  const { changed, nextChange, wakeAll } = jobWatch()
  const running = new Map<string, { readonly controller: AbortController; readonly done: Promise<void>; isClaimed: boolean }>()
  const queue: string[] = []
  let recovered: Promise<void> | null = null
  const timers: ReturnType<typeof setInterval>[] = []
  const closing = new AbortController()

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
        isClaimed: false,
        done: done.finally(() => {
          running.delete(id)
          changed(id)
          pump()
        }),
      })
    }
  }

  async function execute(id: string, controller: AbortController): Promise<void> {
    const tries = await claimJob(db, id, worker, clock.now())
    if (tries === null) return
    const mine = running.get(id)
    if (mine !== undefined) mine.isClaimed = true
    changed(id)
    if (tries > 1) await files.forgetTry(id, tries - 1)
    const job = await find(id)
    const saved: JobResult[] = []
    const timer = setTimeout(() => controller.abort('time'), job.durationS * 1000)
    try {
      // it may have been aborted since it was begun, and not every runner looks at the start
      controller.signal.throwIfAborted()
      await runner.run(job, contextOf(job, tries, controller.signal, saved))
      if (controller.signal.aborted) throw new Fault('transient', 'The job was stopped.')
      const kept = await movePhase(db, id, ['EXECUTING'], 'COMPLETED', { worker, ended: clock.now(), results: saved })
      if (!kept) await files.remove(saved)
    } catch (error) {
      await files.remove(saved)
      // the next server, or this one when it is started again, does it from the beginning
      if (controller.signal.reason === 'closing') await giveBackJob(db, id, worker)
      else await fail(job, error, controller.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  async function fail(job: Job, error: unknown, signal: AbortSignal): Promise<void> {
    const fault = failure(error, signal, job)
    const isTransient = fault.kind === 'transient' || fault.kind === 'timeout'
    await movePhase(db, job.id, ['EXECUTING'], 'ERROR', { worker, ended: clock.now(), error: { message: fault.message, transient: isTransient } })
  }

  function failure(error: unknown, signal: AbortSignal, job: Job): Fault {
    if (signal.reason === 'time')
      return new Fault(
        'timeout',
        `The job ran for ${job.durationS} s, its EXECUTIONDURATION, and was stopped. The longest allowed is ${maxDurationS} s.`,
      )
    if (signal.aborted) return new Fault('transient', 'The job was aborted.')
    return faultOf(error, ports, { job: job.id, service })
  }

  function contextOf(job: Job, tries: number, signal: AbortSignal, saved: JobResult[]): JobContext {
    return {
      signal,
      async save({ id, contentType, fileName: name, bytes }) {
        const stored = files.nameOfResult(job.id, tries, saved.length)
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
    await files.remove([...last.results, ...last.uploads])
    changed(id)
  }

  async function sweep(): Promise<void> {
    for (const job of await expiredJobs(db, service, clock.now())) {
      await destroy(job.id)
      ports.log({ level: 'info', event: 'job expired', job: job.id, service })
    }
  }

  /** Jobs whose server is gone go to whoever has room, this server among them; those of other servers on this database are theirs. */
  async function takeOver(): Promise<void> {
    for (const { id, tries } of await orphanedJobs(db, service, silenceMs)) {
      if (running.has(id)) continue
      if (tries < mostTries) await giveBackJob(db, id, null)
      else {
        await files.forgetTry(id, tries)
        await movePhase(db, id, ['EXECUTING'], 'ERROR', { ended: clock.now(), error: { message: stoppedSentence, transient: true } })
      }
      changed(id)
    }
    const known = new Set(queue)
    for (const id of await queuedJobs(db, service)) if (!known.has(id) && !running.has(id)) queue.push(id)
  }

  async function beat(): Promise<void> {
    if (running.size > 0) for (const id of await beatJobs(db, [...running.keys()], worker)) stopIfOver(id)
    await takeOver()
    pump()
  }

  /** A job that ended, or went to another server while this one was silent, stops here; one that waits for its turn is left alone. */
  function stopIfOver(id: string): void {
    const run = running.get(id)
    if (run?.isClaimed === true) run.controller.abort('aborted')
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
    await takeOver()
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
        uploads: await files.keepUploads(id, request.files),
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
        await nextChange(id, until - Date.now(), gone)
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
      wakeAll()
      await Promise.all(
        [...running.values()].map(({ controller, done }) => {
          controller.abort('closing')
          return done
        }),
      )
    },
  }
}

const stoppedSentence = `dax was stopped ${mostTries} times in the middle of this job, and leaves it alone now. Run the query again as a new job.`
