import type { GraphLayout } from './graph-shape.ts'
import type { LayoutReply, LayoutRequest } from './layout-messages.ts'
import type { TimedLayout, TimedShape, TimeScale } from './time-layout.ts'
import { workerFailure } from '../worker-failure.ts'

/** A layout as the page uses it: along time it has a scale. */
export interface Laid extends GraphLayout {
  readonly scale: TimeScale | null
  /** How long it took in the worker. */
  readonly ms: number
}

/** Lays graphs out off the page's thread. A new request makes the one before it needless: that one rejects with AbortError. */
export interface LayoutEngine {
  layout(shape: TimedShape, by: 'rank' | 'time'): Promise<Laid>
  close(): void
}

export function layoutEngine(): LayoutEngine {
  let worker: Worker | null = null
  let last = 0
  let waiting: { readonly id: number; readonly resolve: (laid: Laid) => void; readonly reject: (error: Error) => void } | null = null
  const drop = (): void => {
    waiting?.reject(new DOMException('a newer layout was asked for', 'AbortError'))
    waiting = null
  }
  const made = (): Worker => {
    const one = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    one.addEventListener('message', (event: MessageEvent<LayoutReply>) => {
      const reply = event.data
      if (waiting?.id !== reply.id) return
      const { resolve, reject } = waiting
      waiting = null
      if (reply.ok) resolve({ ...reply.layout, scale: (reply.layout as TimedLayout).scale ?? null, ms: reply.ms })
      else reject(new Error(`the layout failed: ${reply.message}`))
    })
    one.addEventListener('error', (event) => {
      waiting?.reject(workerFailure('the layout worker', event))
      waiting = null
    })
    return one
  }
  return {
    layout(shape, by) {
      // a worker in the middle of a layout cannot be told to stop: a new one starts at once
      if (waiting !== null) {
        drop()
        worker?.terminate()
        worker = null
      }
      worker ??= made()
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        waiting = { id, resolve, reject }
        worker?.postMessage({ id, by, shape } satisfies LayoutRequest)
      })
    },
    close() {
      drop()
      worker?.terminate()
      worker = null
    },
  }
}
