import { layoutGraph } from './layout.ts'
import type { LayoutReply, LayoutRequest } from './layout-messages.ts'
import { layoutByTime } from './time-layout.ts'

self.addEventListener('message', (event: MessageEvent<LayoutRequest>) => {
  const { id, by, shape } = event.data
  try {
    const began = performance.now()
    const layout = by === 'time' ? layoutByTime(shape) : layoutGraph(shape)
    const transfer = [layout.x.buffer, layout.y.buffer, layout.ranks.buffer, layout.route.buffer, layout.routeAt.buffer]
    self.postMessage({ id, ok: true, layout, ms: performance.now() - began } satisfies LayoutReply, { transfer })
  } catch (error) {
    self.postMessage({ id, ok: false, message: error instanceof Error ? error.message : String(error) } satisfies LayoutReply)
  }
})
