import { benchBrowser, benchPage } from './lib-browser.ts'

export const title =
  'Footprints drawn: our WebGL2 layer beside Aladin Lite’s own overlay (ms per frame while panning, median and best of 9, 1200×800; two display frames included)'

interface Measured {
  readonly build: number
  readonly frame: number
  readonly best: number
}

/** 10³ … 10⁶ squares of 0.2°, spread as a survey and heaped as a deep field, at four zooms; Aladin's overlay to 10⁴, and 10⁵ in the widest view. */
export async function run(print: (line: string) => void): Promise<void> {
  const browser = await benchBrowser(print)
  if (browser === null) return
  const served = await benchPage('footprints', 8795)
  const one = async (kind: 'ours' | 'aladin' | 'empty', n: number, fov: number, cap: number): Promise<Measured> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
    try {
      await page.goto(served.url)
      await page.waitForFunction(() => 'measure' in window, null, { timeout: 60_000 })
      return await page.evaluate(
        ([k, count, width, spread]) =>
          (window as unknown as { measure: (k: string, n: number, f: number, c: number) => Promise<Measured> }).measure(k, count, width, spread),
        [kind, n, fov, cap] as const,
      )
    } finally {
      await page.close()
    }
  }
  const cell = (x: number | undefined): string => (x === undefined ? '—' : `${x.toFixed(0)} ms`).padStart(12)
  for (const [words, cap, fovs] of [
    ['a survey: 0.2° squares over a cap of 30°', 30, [60, 20, 8, 2]],
    ['a deep field: 0.2° squares over a cap of 1.5°', 1.5, [60, 8, 2, 0.5]],
  ] as const) {
    print(words)
    print('     n   view   ours build   ours frame    ours best Aladin build Aladin frame  Aladin best   Aladin/ours (best, less the empty frame)')
    for (const fov of fovs) {
      const empty = await one('empty', 0, fov, cap)
      for (const n of [1_000, 10_000, 100_000, 1_000_000]) {
        const ours = await one('ours', n, fov, cap)
        // Aladin's overlay beyond 10⁵ takes minutes to fill
        const peer = n <= 10_000 || (n === 100_000 && fov === fovs[0]) ? await one('aladin', n, fov, cap) : null
        const cost = (m: Measured): number => Math.max(1, m.best - empty.best)
        const ratio = peer === null ? '—' : (cost(peer) / cost(ours)).toFixed(1)
        print(
          `${String(n).padStart(7)} ${String(fov).padStart(4)}° ${cell(ours.build)} ${cell(ours.frame)} ${cell(ours.best)} ${cell(peer?.build)} ${cell(peer?.frame)} ${cell(peer?.best)}   ${ratio}`,
        )
      }
      print(`  empty ${String(fov).padStart(4)}° ${' '.repeat(12)} ${cell(empty.frame)} ${cell(empty.best)}`)
    }
  }
  await browser.close()
  await served.close()
}
