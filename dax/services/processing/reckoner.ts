import { reckonOrder } from '../../archive/order/reckon-order.ts'
import type { DaxPorts } from '../../ports.ts'

/** Keeps the counts of inversions up to date while attempts are reported (archive/processing-order.md). */
export interface OrderReckoner {
  /** Something was stored: the order is reckoned soon, once for all that comes until then. */
  readonly due: () => void
  /** Waits for what is running. */
  readonly close: () => Promise<void>
}

/**
 * ms from the first report to the reckoning. A visit of a deep field lies upon hundreds of others at each of its 700 places, so that a reckoning takes seconds of one
 * core: the counts are a minute behind, and not the reports. The views of one object and one place are never behind.
 */
const soonMs = 60_000

/** Reckons in the background; what is due is remembered in the database, so that a failure or a kill loses nothing: it is done at the next time, or at the next start. */
export function orderReckoner(ports: Pick<DaxPorts, 'db' | 'log'>, waitMs = soonMs): OrderReckoner {
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: Promise<void> | null = null
  let isClosed = false
  const run = async (): Promise<void> => {
    try {
      await ports.db.transaction((tx) => reckonOrder(tx))
    } catch (error) {
      if (!isClosed)
        ports.log({ level: 'warn', event: 'the order of processing was not reckoned; it will be with the next report', error: String(error) })
    }
  }
  return {
    due() {
      if (timer !== null || isClosed) return
      timer = setTimeout(() => {
        timer = null
        running = (running ?? Promise.resolve()).then(run)
      }, waitMs)
    },
    async close() {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
