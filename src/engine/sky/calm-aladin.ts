import type { AladinWasm } from 'aladin-lite'

/** ms for which Aladin draws in every frame after the last thing that happened: a tile fades in for half a second. */
const awakeMs = 1500
/** ms between two pictures of one that rests: for what nobody told of. */
const restMs = 2000

/** Its functions that only answer, or draw on other canvases: the picture stays as it is. */
const asks = /^(?:constructor$|free$|update$|get|is|world|view|screen|pix|project|angular|at[A-Z]|hash|freq|moc|probe|canvas$|draw)/u
const ofMap = /\/(?:Norder\d|Moc\.fits|properties)/u

export interface CalmPorts {
  /** ms, never set back. */
  readonly now: () => number
  /** Calls whenever there may be something to paint that nobody tells Aladin: something of a map came over the network, or the page is looked at again. */
  readonly onReason: (told: () => void) => void
}

const browser: CalmPorts = {
  now: () => performance.now(),
  onReason(told) {
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => ofMap.test(name))) told()
    }).observe({ type: 'resource' })
    document.addEventListener('visibilitychange', told)
  },
}

/**
 * Aladin Lite 3.8.2 paints its sky anew in every frame of the browser, whether anything changed or not; without a graphics card that takes two processors for a page
 * that nobody touches. Here it paints while something happens (it was told something, it moves, a tile came), and rests otherwise: its canvas keeps the last picture.
 * Returns whether it is awake: while it is not, its view stays where it is.
 */
export function letRest(wasm: AladinWasm, { now, onReason }: CalmPorts = browser): () => boolean {
  let awakeUntil = now() + awakeMs
  let last = 0
  let isResting = false
  const wake = (): void => void (awakeUntil = now() + awakeMs)
  onReason(wake)
  const own = wasm as unknown as Record<string, (...all: unknown[]) => unknown>
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(wasm))) {
    const does = own[name]
    if (typeof does !== 'function' || asks.test(name)) continue
    own[name] = (...all) => {
      wake()
      return does.apply(wasm, all)
    }
  }
  const update = wasm.update.bind(wasm)
  const isRendering = wasm.isRendering.bind(wasm)
  wasm.update = (ms) => {
    const at = now()
    isResting = at > awakeUntil && at - last < restMs
    if (isResting) return false
    last = at
    const moves = update(ms)
    if (moves || isRendering()) wake()
    return moves
  }
  wasm.isRendering = () => !isResting && isRendering()
  return () => now() <= awakeUntil
}
