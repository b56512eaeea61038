import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Draw, DrawTask } from '../drawing/draw-task.ts'
import { Fault, type FaultKind } from '../fault.ts'
import type { LogEvent } from '../ports.ts'
import type { Settings } from './settings.ts'
import { fairQueue } from './fair-queue.ts'

/** What goes to a thread, and what comes back. */
export interface DrawOrder {
  readonly id: number
  readonly task: DrawTask
}
export type DrawAnswer = { readonly id: number } & (
  | { readonly bytes: Uint8Array<ArrayBuffer> | null }
  | { readonly fault: { readonly kind: FaultKind; readonly message: string; readonly loc: readonly string[] } }
  | { readonly broken: string }
)

/** Threads that draw. */
export interface DrawPool {
  readonly draw: Draw
  /** Ends the threads; what is being drawn is refused. */
  readonly close: () => Promise<void>
}

interface Job {
  readonly task: DrawTask
  readonly resolve: (bytes: Uint8Array<ArrayBuffer> | null) => void
  readonly reject: (error: unknown) => void
}

interface Thread {
  readonly worker: Worker
  job: Job | null
}

/**
 * At most `threads` threads of the program `script`, one task each. They start when first needed; one that dies fails its task, and the next task gets
 * a new one. Tasks wait in a queue per kind, and the kinds take turns: a cut-out does not wait for all tiles of a map.
 */
export function drawPool(script: string, dataDir: string, threads: number, log: (event: LogEvent) => void): DrawPool {
  const pool = new Set<Thread>()
  const waiting = fairQueue<Job>()
  let closed = false
  let orders = 0

  function start(): Thread {
    const thread: Thread = { worker: new Worker(script, { workerData: { dataDir }, name: 'dax draw' }), job: null }
    pool.add(thread)
    thread.worker.unref()
    const end = (settle: (job: Job) => void): void => {
      const { job } = thread
      thread.job = null
      if (job !== null) settle(job)
      next()
    }
    const dead = (error: Error): void => {
      if (!pool.delete(thread)) return
      if (!closed) log({ level: 'error', event: 'a thread that draws ended', error: error.message })
      const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
      end((job) => job.reject(memory ? tooLarge(job.task) : error))
    }
    thread.worker.on('message', (answer: DrawAnswer) =>
      end((job) => {
        if ('bytes' in answer) job.resolve(answer.bytes)
        else if ('fault' in answer) job.reject(new Fault(answer.fault.kind, answer.fault.message, answer.fault.loc))
        else job.reject(new Error(answer.broken))
      }),
    )
    thread.worker.on('error', dead)
    thread.worker.on('exit', (code) => dead(closed ? closing() : new Error(`the thread ended with code ${code}`)))
    return thread
  }

  function next(): void {
    if (closed) return
    while (waiting.size() > 0) {
      const idle = [...pool].find((thread) => thread.job === null) ?? (pool.size < threads ? start() : undefined)
      if (idle === undefined) return
      const job = waiting.take()
      if (job === null) return
      idle.job = job
      idle.worker.postMessage({ id: orders++, task: job.task } satisfies DrawOrder)
    }
  }

  return {
    draw: (task, signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closing())
        if (signal?.aborted === true) return reject(signal.reason as Error)
        const job: Job = {
          task,
          resolve: (bytes) => {
            signal?.removeEventListener('abort', left)
            resolve(bytes)
          },
          reject: (error) => {
            signal?.removeEventListener('abort', left)
            reject(error as Error)
          },
        }
        const left = (): void => {
          if (waiting.remove(task.kind, job)) reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', left, { once: true })
        waiting.add(task.kind, job)
        next()
      }),
    async close() {
      closed = true
      for (let job = waiting.take(); job !== null; job = waiting.take()) job.reject(closing())
      await Promise.all([...pool].map((thread) => thread.worker.terminate()))
    },
  }
}

/** The pool that the settings ask for; null where they want none, or where this code is not built (the thread's program is a file beside it). */
export function drawThreads(settings: Settings, log: (event: LogEvent) => void): DrawPool | null {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'draw-worker.js')
  return settings.drawThreads > 0 && existsSync(script) ? drawPool(script, settings.dataDir, settings.drawThreads, log) : null
}

function closing(): Fault {
  return new Fault('transient', 'The server is stopping. Try again in a minute.')
}

function tooLarge(task: DrawTask): Fault {
  const what = task.kind === 'tile' ? `tile ${task.order}/${task.npix} of ${task.hips}` : task.image.did
  return new Fault('tooLarge', `There is not enough memory here to draw ${what}. Download the whole file.`, ['query', 'ID'])
}
