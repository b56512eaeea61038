import type { Browser, Page } from '@playwright/test'

/** What the thread of a page did, by the processor time that it took: on a busy machine a task of 20 ms may last a second on the clock. */
export interface ThreadWork {
  /** ms of the longest task. */
  readonly longest: number
  /** Tasks that took longer than 50 ms, which is what one feels. */
  readonly over50: number
  /** ms of all of them. */
  readonly all: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** µs of processor time. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const categories = ['toplevel', 'disabled-by-default-devtools.timeline']

/** Begins to note each task of the page's thread. */
export const watchTasks = (browser: Browser, page: Page): Promise<void> => browser.startTracing(page, { categories })

/** Ends it, and adds up: of all pages of the browser the one that worked most. */
export async function tasksSeen(browser: Browser): Promise<ThreadWork> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] }
  const isMain = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const byThread = new Map<string, number[]>()
  for (const { name, ph, pid, tid, tdur } of traceEvents) {
    if (ph !== 'X' || tdur === undefined || !/^(?:RunTask|ThreadControllerImpl::RunTask)$/u.test(name) || !isMain.has(`${pid} ${tid}`)) continue
    const key = `${pid} ${tid} ${name}`
    const list = byThread.get(key) ?? []
    list.push(tdur / 1000)
    byThread.set(key, list)
  }
  const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0)
  const [most = []] = [...byThread.values()].sort((a, b) => sum(b) - sum(a))
  return { longest: most.reduce((a, b) => Math.max(a, b), 0), over50: most.filter((ms) => ms > 50).length, all: sum(most) }
}
