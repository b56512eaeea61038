import type { DaxPorts } from '../ports.ts'
import { hex } from '../store/store.ts'
import { drawHere } from './draw-here.ts'
import type { Draw, DrawTask } from './draw-task.ts'
import { memoryCache } from './drawn-cache.ts'

/** Raised when the same task would give other bytes than before: part of every tag. Beside it stands the version of Skydax. */
export const drawingVersion = 1
/** What is kept in a host without a cache of its own. */
export const drawnMemoryBytes = 96_000_000

/** How services get at pixels: drawn by the host or here, equal tasks done once, and kept. */
export interface Drawing {
  /** Does a task, and keeps nothing. */
  readonly draw: Draw
  /**
   * Gives what is kept under a tag (see drawnTag), or does the task and keeps its answer, null too. Those who ask for the same while it is being
   * made get the same; it is broken off when all of them have left and it has not begun.
   */
  readonly kept: (tag: string, task: DrawTask, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer> | null>
}

type Drawn = Uint8Array<ArrayBuffer> | null

interface Running {
  readonly result: Promise<Drawn>
  readonly leave: AbortController
  waiting: number
}

export function startDrawing(ports: Pick<DaxPorts, 'store' | 'hipsFile' | 'draw' | 'drawn'>): Drawing {
  const draw = ports.draw ?? drawHere(ports)
  const cache = ports.drawn ?? memoryCache(drawnMemoryBytes)
  const running = new Map<string, Running>()

  async function make(tag: string, task: DrawTask, signal: AbortSignal): Promise<Drawn> {
    const known = await cache.get(tag)
    if (known !== null) return known.length === 0 ? null : known
    const bytes = await draw(task, signal)
    await cache.put(tag, bytes ?? new Uint8Array(0))
    return bytes
  }

  function begin(tag: string, task: DrawTask): Running {
    const leave = new AbortController()
    const result = make(tag, task, leave.signal).finally(() => running.get(tag) === work && running.delete(tag))
    const work: Running = { leave, waiting: 0, result }
    running.set(tag, work)
    // those who wait are told; when all have left, nobody is
    result.catch(() => undefined)
    return work
  }

  return {
    draw,
    async kept(tag, task, signal) {
      signal?.throwIfAborted()
      const work = running.get(tag) ?? begin(tag, task)
      work.waiting++
      try {
        return await orLeave(work.result, signal)
      } finally {
        if (--work.waiting === 0 && signal?.aborted === true) {
          if (running.get(tag) === work) running.delete(tag)
          work.leave.abort()
        }
      }
    },
  }
}

/** A promise, or AbortError as soon as the one who waits for it leaves. */
function orLeave<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const left = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', left, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', left))
  })
}

/**
 * Names what a task gives: the same tag, the same bytes. `content` = what its input is known by beside its name: the digest of a file, of the
 * demo's stars. 40 digits of lower-case hex, fit for an ETag.
 */
export async function drawnTag(ports: Pick<DaxPorts, 'config'>, task: DrawTask, content: string | null): Promise<string> {
  const text = JSON.stringify([drawingVersion, ports.config.version, task, content])
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).subarray(0, 20))
}
