import type { Reader } from '../../archive/reader.ts'
import type { Job, JobResult } from './job.ts'
import type { JobFilter } from './job-table.ts'

/** What a job may use while it runs. */
export interface JobContext {
  /** Aborted when the client aborts the job, its time is over, or the service stops. */
  readonly signal: AbortSignal
  /** Keeps one result; it becomes …/results/{id}. A stream that fails leaves nothing behind. */
  readonly save: (result: {
    readonly id: string
    readonly contentType: string
    readonly fileName: string
    readonly bytes: ReadableStream<Uint8Array> | Uint8Array
  }) => Promise<void>
  /** A file that came with the creating request; null where there is no such part. */
  readonly upload: (name: string) => Promise<Uint8Array | null>
}

/** How a service runs its jobs. `run` throws Fault for what the user must know; anything else is logged and told as fatal. */
export interface JobRunner {
  readonly service: string
  readonly run: (job: Job, context: JobContext) => Promise<void>
}

/** UWS jobs of one service: kept in dax.job, run a few at a time, surviving the server that runs them. */
export interface JobEngine {
  readonly service: string
  /** A new job, PENDING. Its uploads are stored before it exists, so a job never lacks one. */
  create(request: NewJob): Promise<Job>
  /** Throws notFound. */
  get(id: string): Promise<Job>
  list(filter: JobFilter): Promise<readonly Job[]>
  /** PENDING becomes QUEUED, then EXECUTING when there is room. Nothing happens to a job already under way; a finished one is refused. */
  start(id: string): Promise<void>
  /** Stops an active job; nothing happens to a finished one. */
  abort(id: string): Promise<void>
  /** Stops and forgets a job with its results. */
  destroy(id: string): Promise<void>
  change(id: string, change: JobChange): Promise<void>
  /** Resolves when the job has left `phase` (any phase it was in, by default), or after `timeoutMs`, or on abort. */
  wait(id: string, phase: string | null, timeoutMs: number, signal: AbortSignal): Promise<Job>
  /** The bytes of one result. */
  result(job: Job, resultId: string): Promise<{ readonly result: JobResult; readonly bytes: ReadableStream<Uint8Array> }>
  /** After a start of the service: jobs that wait, and those whose server is gone, run. Done once; every other call waits for it. */
  recover(): Promise<void>
  /** Stops running jobs and the housekeeping. */
  close(): Promise<void>
}

export interface NewJob {
  readonly owner: string | null
  readonly reader: Reader
  readonly runId: string | null
  readonly parameters: readonly (readonly [string, string])[]
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly baseUrl: string
}

export interface JobChange {
  readonly destruction?: Date
  readonly durationS?: number
  readonly parameters?: readonly (readonly [string, string])[]
  readonly runId?: string
}
