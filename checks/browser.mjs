// Which Chromium the tests drive: CHROMIUM_PATH, one on the machine, Playwright's own, or Debian's package when we may install it.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium']

/** How Chromium is started: WebGL in software, and nothing that asks the network by itself. */
export const chromiumArgs = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

/** Path of a usable Chromium, or null when none is here. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and no such file exists. Point it at a Chromium, or unset it.`)
    return named
  }
  for (const path of candidates) if (existsSync(path)) return path
  try {
    const { chromium } = await import('@playwright/test')
    const path = chromium.executablePath()
    if (existsSync(path)) return path
  } catch {
    // Playwright is not installed yet: no browser of its own either
  }
  return null
}

/** Like findChromium, but installs Debian's package where that is allowed (root on Debian). Throws one sentence with the command to type. */
export async function ensureChromium() {
  const found = await findChromium()
  if (found !== null) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stdout.write('No Chromium found: installing Debian’s package …\n')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const installed = await findChromium()
    if (installed !== null) return installed
  }
  throw new Error('The browser tests need a Chromium: type "sudo apt-get install chromium" (Debian, Ubuntu), or set CHROMIUM_PATH to one.')
}
