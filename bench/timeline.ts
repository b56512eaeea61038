import type { Browser, Page } from '@playwright/test'
import { benchBrowser, benchPage } from './lib-browser.ts'

export const title =
  'A night drawn in lanes: ours beside vis-timeline 8.5.4 and a plain SVG (opened from bytes or items to the first picture; frames a second while panning and zooming, 1440×900)'

interface Bench {
  prepare(kind: string, n: number): void
  openNight(): Promise<{ open: number; parts: string }>
  drive(steps: number): Promise<{ fps: number; worst: number }>
}

interface Measured {
  /** ms by the clock, and of the processor (all threads of the page), until the first picture. */
  readonly open: number
  readonly openCpu: number
  readonly parts: string
  readonly fps: number
  readonly worst: number
  /** ms of the processor a frame: what other work on the machine does not disturb. */
  readonly frameCpu: number
  readonly megabytes: number | null
}

/**
 * No drawing here uses WebGL: pages are put together as a browser does by itself where there is no graphics processor. With WebGL in software, as the other
 * benchmarks need it, each picture passes through that too, which takes longer than the picture; that is measured beside.
 */
const withoutGl = ['--disable-gpu']

/** 10² … 10⁶ events for ours; the peers as far as they open in a minute. */
export async function run(print: (line: string) => void): Promise<void> {
  const browser = await benchBrowser(print, ['--enable-blink-features=ForceEagerMeasureMemory', ...withoutGl])
  if (browser === null) return
  const page = await benchPage('timeline', 8796, {
    worker: { format: 'es' },
    optimizeDeps: { include: ['vis-timeline/standalone', '@uwdata/flechette'] },
    // memory is only told to pages that share with no other
    server: { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } },
  })
  const measure = (kind: 'ours' | 'svg' | 'vis', n: number): Promise<Measured> => one(browser, page.url, kind, n)
  try {
    // the first load has the modules compiled
    await measure('ours', 100)
    print('   events  drawn by        open    open CPU   frames/s  slowest frame  CPU a frame   memory')
    const ours = new Map<number, Measured>()
    for (const n of [100, 1_000, 10_000, 189_000, 1_000_000]) {
      const m = await measure('ours', n)
      ours.set(n, m)
      print(line(n, 'ours', m))
      if (n <= 10_000) print(line(n, 'plain SVG', await measure('svg', n)))
      if (n <= 1_000) print(line(n, 'vis-timeline', await measure('vis', n)))
    }
    const [few, many, night] = [ours.get(100)!, ours.get(1_000_000)!, ours.get(189_000)!]
    print(`pages put together by the browser itself, ${await inTurn(browser, page.url, 100, 1_000_000)}`)
    print(`by WebGL in software, ${await withGl(print, page.url)}`)
    print(`processor a frame, 10⁶ / 10²: ${(many.frameCpu / few.frameCpu).toFixed(2)}`)
    print(`a night of 189,000 attempts: ${night.parts}`)
  } finally {
    await browser.close()
    await page.close()
  }
}

/** Turns that two nights take: what else the machine does in these seconds befalls both. */
const turns = 11

/** Frames a second of two nights that lie open side by side, driven one after the other, the first to go being now one and now the other; in words. */
async function inTurn(browser: Browser, url: string, few: number, many: number): Promise<string> {
  const pages = [await prepared(browser, url, 'ours', few), await prepared(browser, url, 'ours', many)] as const
  const driven = async (page: Page): Promise<number> => {
    await page.bringToFront()
    await page.evaluate(() => (window as unknown as Bench).drive(8))
    return (await page.evaluate(() => (window as unknown as Bench).drive(60))).fps
  }
  const found: [few: number, many: number][] = []
  try {
    for (const page of pages) await page.evaluate(() => (window as unknown as Bench).openNight())
    for (let k = 0; k < turns; k++) {
      const first = k % 2
      const a = await driven(pages[first as 0 | 1])
      const b = await driven(pages[(1 - first) as 0 | 1])
      found.push(first === 0 ? [a, b] : [b, a])
    }
  } finally {
    for (const page of pages) await page.close()
  }
  const [ofFew, ofMany] = [found.map(([a]) => a), found.map(([, b]) => b)]
  const ratios = found.map(([a, b]) => b / a)
  return `${turns} times in turn: frames a second at 10² ${spread(ofFew, 1)}, at 10⁶ ${spread(ofMany, 1)}; 10⁶ / 10² of each turn ${spread(ratios, 2)}`
}

/** The same in a browser that puts pages together by WebGL in software. */
async function withGl(print: (line: string) => void, url: string): Promise<string> {
  const browser = await benchBrowser(print)
  if (browser === null) return 'not measured'
  try {
    return await inTurn(browser, url, 100, 1_000_000)
  } finally {
    await browser.close()
  }
}

/** 'median (least–most)'. */
function spread(values: readonly number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  const [median, least, most] = [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!]
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`
}

const cell = (ms: number, width: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`.padStart(width)

function line(n: number, kind: string, m: Measured): string {
  const memory = m.megabytes === null ? '—' : `${m.megabytes.toFixed(0)} MB`
  return `${String(n).padStart(9)}  ${kind.padEnd(12)} ${cell(m.open, 9)} ${cell(m.openCpu, 11)} ${m.fps.toFixed(1).padStart(10)} ${cell(m.worst, 14)} ${cell(m.frameCpu, 12)} ${memory.padStart(8)}`
}

/** A page with a night that is made and not yet opened. */
async function prepared(browser: Browser, url: string, kind: 'ours' | 'svg' | 'vis', n: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(180_000)
  await page.goto(url)
  await page.waitForFunction(() => 'drive' in window)
  await page.evaluate(([k, count]) => (window as unknown as Bench).prepare(k, count), [kind, n] as const)
  return page
}

async function one(browser: Browser, url: string, kind: 'ours' | 'svg' | 'vis', n: number): Promise<Measured> {
  const page = await prepared(browser, url, kind, n)
  try {
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const processor = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics')
      return 1000 * (metrics.find((m) => m.name === 'ProcessTime')?.value ?? NaN)
    }
    const before = await processor()
    const opened = await page.evaluate(() => (window as unknown as Bench).openNight())
    const openCpu = (await processor()) - before
    await page.evaluate(() => (window as unknown as Bench).drive(4))
    const steps = kind === 'vis' ? 10 : 30
    const started = await processor()
    const driven = await page.evaluate((k) => (window as unknown as Bench).drive(k), steps)
    const frameCpu = ((await processor()) - started) / steps
    const bytes = await page.evaluate(async () => {
      const measure = (performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }).measureUserAgentSpecificMemory
      return measure === undefined ? null : (await measure.call(performance)).bytes
    })
    return { ...opened, openCpu, ...driven, frameCpu, megabytes: bytes === null ? null : bytes / 1e6 }
  } finally {
    await page.close()
  }
}
