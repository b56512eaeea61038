import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { createServer } from 'vite'
import type { UserConfig } from 'vite'
import { chromiumArgs, findChromium } from '../checks/browser.mjs'

/** Chromium with WebGL drawn by the processor; null, and a word why, where there is none. `more` are further switches. */
export async function benchBrowser(print: (line: string) => void, more: readonly string[] = []): Promise<Browser | null> {
  const executablePath = await findChromium()
  if (executablePath === null) {
    print('skipped: no Chromium here (set CHROMIUM_PATH)')
    return null
  }
  return chromium.launch({
    executablePath,
    args: [...chromiumArgs, ...more],
  })
}

/** A page of a benchmark, served from the sources. */
export interface BenchPage {
  readonly url: string
  close(): Promise<void>
}

/** Serves bench/NAME/page.ts in a page with one element, #host, that fills it. */
export async function benchPage(name: string, port: number, config: UserConfig = {}): Promise<BenchPage> {
  const server = await createServer({
    ...config,
    configFile: false,
    root: process.cwd(),
    server: { ...config.server, port, host: '127.0.0.1', hmr: false, watch: null },
    logLevel: 'error',
  })
  await server.listen()
  return { url: `${server.resolvedUrls?.local[0] ?? ''}bench/page.html?of=${name}`, close: () => server.close() }
}
