import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { findChromium } from '../checks/browser.mjs'

export const title = 'Footprints drawn: our WebGL2 layer beside Aladin Lite’s own overlay (median ms per frame while panning, 1200×800)'

interface Measured {
  readonly build: number
  readonly frame: number
}

/** 10³ … 10⁶ squares of 0.2° in a wide and a narrow view; Aladin's overlay stops at 10⁴ (beyond, one frame takes seconds). */
export async function run(print: (line: string) => void): Promise<void> {
  const executablePath = await findChromium()
  if (executablePath === null) {
    print('skipped: no Chromium here (set CHROMIUM_PATH)')
    return
  }
  const server = await createServer({ configFile: false, root: process.cwd(), server: { port: 8795, host: '127.0.0.1' }, logLevel: 'error' })
  await server.listen()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking'],
  })
  const one = async (kind: 'ours' | 'aladin' | 'empty', n: number, fov: number): Promise<Measured> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
    try {
      await page.goto('http://127.0.0.1:8795/bench/footprints/index.html')
      await page.waitForFunction(() => 'measure' in window, null, { timeout: 60_000 })
      return await page.evaluate(
        ([k, count, width]) => (window as unknown as { measure: (k: string, n: number, f: number) => Promise<Measured> }).measure(k, count, width),
        [kind, n, fov] as const,
      )
    } finally {
      await page.close()
    }
  }
  print('     n   view   ours build    ours frame   Aladin build  Aladin frame   Aladin/ours (less the empty frame)')
  for (const fov of [60, 2]) {
    const empty = await one('empty', 0, fov)
    for (const n of [1_000, 10_000, 100_000, 1_000_000]) {
      const ours = await one('ours', n, fov)
      const peer = n <= 10_000 ? await one('aladin', n, fov) : null
      const cost = (m: Measured): number => Math.max(0.1, m.frame - empty.frame)
      const ratio = peer === null ? '—' : (cost(peer) / cost(ours)).toFixed(1)
      const cell = (x: number | undefined): string => (x === undefined ? '—' : `${x.toFixed(0)} ms`).padStart(12)
      print(
        `${String(n).padStart(7)} ${String(fov).padStart(4)}° ${cell(ours.build)} ${cell(ours.frame)} ${cell(peer?.build)} ${cell(peer?.frame)}   ${ratio}`,
      )
    }
    print(`  empty ${String(fov).padStart(4)}° ${' '.repeat(12)} ${empty.frame.toFixed(0).padStart(9)} ms`)
  }
  await browser.close()
  await server.close()
}
