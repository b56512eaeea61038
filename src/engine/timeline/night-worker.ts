import { layLanes } from './lane-layout.ts'
import { buildLevels } from './levels.ts'
import type { Night } from '../../api/night.ts'
import { factsOf } from './night-facts.ts'
import type { NightFacts } from './night-facts.ts'
import type { NightReply, NightRequest } from './night-messages.ts'
import { orderPoints } from './order-points.ts'

let kept: { readonly night: Night; readonly rank: Uint8Array } | null = null

self.addEventListener('message', (event: MessageEvent<NightRequest>) => {
  const request = event.data
  const began = performance.now()
  try {
    if (request.kind === 'night') {
      const facts = factsOf(request.night)
      kept = { night: request.night, rank: facts.condition }
      // the worker keeps its own copy of the conditions: they rank the bars of every layout
      reply({ kind: 'facts', id: request.id, facts, ms: performance.now() - began }, transferOfFacts(facts))
      return
    }
    if (kept === null) throw new Error(`${request.kind} asked for before a night`)
    if (request.kind === 'order') {
      const { observedRank, processedRank, detector } = kept.night.attempts
      const { observed: _, processed: __, ...order } = orderPoints(observedRank, processedRank, detector)
      const buffers = [order.tied, order.overtakenBy, order.byObserved, order.lateByObserved].map((a) => a.buffer as ArrayBuffer)
      reply({ kind: 'order', id: request.id, order, ms: performance.now() - began }, buffers)
      return
    }
    const lanes = layLanes(kept.night, request.by, request.now, request.mask ?? undefined)
    const levels = buildLevels(lanes, kept.rank)
    const buffers = [lanes.firstRow, lanes.undrawn, ...levels.flatMap((l) => [l.rowAt, l.from, l.to, l.worst, l.rank, l.count])].map(
      (a) => a.buffer as ArrayBuffer,
    )
    reply({ kind: 'lanes', id: request.id, laid: { lanes, levels }, ms: performance.now() - began }, [...new Set(buffers)])
  } catch (error) {
    reply({ kind: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) }, [])
  }
})

function transferOfFacts(facts: NightFacts): Transferable[] {
  return [facts.latency, facts.least, facts.median, facts.most, facts.visitAt, facts.byVisit].map((a) => a.buffer as ArrayBuffer)
}

function reply(message: NightReply, transfer: Transferable[]): void {
  self.postMessage(message, { transfer })
}
