import type { LanesBy } from './lane-layout.ts'
import type { Night } from '../../api/night.ts'
import type { NightFacts } from './night-facts.ts'
import type { LaidLanes, NightReply, NightRequest } from './night-messages.ts'
import type { OrderPoints } from './order-points.ts'
import { workerFailure } from '../worker-failure.ts'

/** Works a night out off the page's thread: it is handed over once, and then laid into lanes as often as asked. */
export interface NightEngine {
  /** What is known of every attempt and visit. Handing over another night forgets the one before. */
  facts(night: Night): Promise<NightFacts>
  /** Lanes of the night handed over last. `mask` leaves attempts out; `now` is where bars without an end stop. A newer call makes the older reject with AbortError; the same asked again is answered once. */
  lanes(by: LanesBy, now: number, mask: Uint8Array | null): Promise<LaidLanes>
  /** Observed order against processed order of that night; worked out once. */
  order(night: Night): Promise<OrderPoints>
  close(): void
}

interface Waiting {
  readonly resolve: (reply: NightReply) => void
  readonly reject: (error: Error) => void
}

export function nightEngine(): NightEngine {
  const worker = new Worker(new URL('./night-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let lanesAsked = -1
  let laid: { readonly by: LanesBy; readonly now: number; readonly mask: Uint8Array | null; readonly lanes: Promise<LaidLanes> } | null = null
  let kept: { readonly night: Night; readonly order: Promise<OrderPoints> } | null = null
  worker.addEventListener('message', (event: MessageEvent<NightReply>) => {
    const one = waiting.get(event.data.id)
    waiting.delete(event.data.id)
    if (event.data.kind === 'failed') one?.reject(new Error(`the night could not be laid out: ${event.data.message}`))
    else one?.resolve(event.data)
  })
  worker.addEventListener('error', (event) => {
    for (const one of waiting.values()) one.reject(workerFailure('the worker of the drawings', event))
    waiting.clear()
  })
  const ask = (request: NightRequest): Promise<NightReply> =>
    new Promise((resolve, reject) => {
      waiting.set(request.id, { resolve, reject })
      worker.postMessage(request)
    })
  const drop = (id: number): void => {
    waiting.get(id)?.reject(new DOMException('newer lanes were asked for', 'AbortError'))
    waiting.delete(id)
  }
  const lanesOf = async (by: LanesBy, now: number, mask: Uint8Array | null): Promise<LaidLanes> => {
    lanesAsked = ++last
    const answer = await ask({ kind: 'lanes', id: lanesAsked, by, now, mask })
    if (answer.kind !== 'lanes') throw new Error('the worker answered something else')
    return answer.laid
  }
  const orderOf = async (night: Night): Promise<OrderPoints> => {
    const answer = await ask({ kind: 'order', id: ++last })
    if (answer.kind !== 'order') throw new Error('the worker answered something else')
    return { ...answer.order, observed: night.attempts.observedRank, processed: night.attempts.processedRank }
  }
  return {
    async facts(night) {
      laid = null
      const answer = await ask({ kind: 'night', id: ++last, night })
      if (answer.kind !== 'facts') throw new Error('the worker answered something else')
      return answer.facts
    },
    lanes(by, now, mask) {
      if (laid?.by !== by || laid.now !== now || laid.mask !== mask) {
        drop(lanesAsked)
        laid = { by, now, mask, lanes: lanesOf(by, now, mask) }
      }
      return laid.lanes
    },
    order(night) {
      if (kept?.night !== night) kept = { night, order: orderOf(night) }
      return kept.order
    },
    close() {
      worker.terminate()
      for (const one of waiting.values()) one.reject(new DOMException('the drawing is closed', 'AbortError'))
      waiting.clear()
    },
  }
}
