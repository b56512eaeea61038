import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { smallFits } from '../dax/archive/testing/small-fits.ts'
import { beginCheck, runCheck } from '../dax/archive/checks/run-check.ts'
import { saveUser } from '../dax/archive/auth/user-rows.ts'
import { listen } from '../dax/node/http-server.ts'
import { openArchive, type OpenArchive } from '../dax/node/open-archive.ts'
import { settingsOf } from '../dax/node/settings.ts'
import { issueToken } from '../dax/services/auth/issue-token.ts'
import { benchBrowser } from './lib-browser.ts'
import { tasksSeen, watchTasks, type ThreadWork } from './lib-tasks.ts'

const count = Number(process.env['BENCH_FILES'] ?? 5000)
/** Seconds of the sending that are watched; the rest is left alone, as the trace of all of it would fill the memory, and one who scrolls in every frame takes a processor. */
const watchedS = 60
/** Seconds that all of it may take: as long as the archive does. */
const sendS = Number(process.env['BENCH_SEND_S'] ?? 1800)

export const title = `${count.toLocaleString('en')} files dropped on the Upload page: read, then sent, while the table is scrolled and a field is typed into`

/** What the page's own thread did meanwhile. */
interface Felt {
  readonly seconds: number
  readonly frames: number
  /** ms, of the longest time between two frames. */
  readonly longestGap: number
  /** ms from a key to the frame that shows it: half of them, and the worst. */
  readonly keyMedian: number
  readonly keyWorst: number
  readonly work: ThreadWork
}

/** npm run bench upload-page. The built page on a dax of its own; browser, dax and PostgreSQL share the processors. */
export async function run(print: (line: string) => void): Promise<void> {
  const browser = await benchBrowser(print)
  if (browser === null) return
  const folder = await mkdtemp(join(tmpdir(), 'skydax-bench-'))
  await chmod(folder, 0o755)
  const env = { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0', DAX_QUOTA: '0' }
  const archive = await openArchive(settingsOf({ data: join(folder, 'data') }, env))
  try {
    const app = join(folder, 'app')
    const vite = join(process.cwd(), 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', '--outDir', app, '--emptyOutDir', '--logLevel', 'error']
    execFileSync(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'ignore', 'inherit'] })
    await saveUser(archive.ports.db, { user: 'ada', groups: [], isAdmin: false }, 0)
    const by = { actor: 'ada', address: null }
    const { token } = await issueToken(archive.ports, { user: 'ada', type: 'user', name: 'bench', scopes: ['write:files'], expiresMs: null, by })
    const own = await listen(archive.ports, { port: 0, app })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const signedIn = await page.request.post(`${own.origin}/auth/api/v1/login`, { data: { token } })
    if (!signedIn.ok()) throw new Error(await signedIn.text())
    await page.goto(`${own.origin}/upload`)
    await page.getByRole('region', { name: 'Drop files here' }).waitFor()
    print(
      'step | s | files/s | frames/s | longest time between frames ms | key to frame ms: median, worst | tasks of the page’s thread, processor time ms: longest, those over 50, all | load',
    )
    const line = (step: string, { seconds, frames, longestGap, keyMedian, keyWorst, work }: Felt, many = count): void =>
      print(
        `${step.padEnd(4)} | ${seconds.toFixed(1)} | ${(many / seconds).toFixed(0)} | ${(frames / seconds).toFixed(0)} | ${longestGap.toFixed(0)} | ${keyMedian.toFixed(0)}, ${keyWorst.toFixed(0)} | ${work.longest.toFixed(0)}, ${work.over50}, ${work.all.toFixed(0)} | ${loadavg()[0]?.toFixed(1) ?? ''}`,
      )
    // the sky map's own start is the business of first-paint
    await make(page, 1)
    await drop(page)
    await page.locator('[aria-label="Sky map"] canvas').first().waitFor({ timeout: 120_000 })
    await page.getByText('1 file ready').waitFor()
    await make(page, count)
    await watch(browser, page)
    await drop(page)
    line('read', await felt(browser, page, `${count.toLocaleString('en')} files ready`))
    await watch(browser, page)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const began = performance.now()
    const done = `${count.toLocaleString('en')} of ${count.toLocaleString('en')} files in the archive`
    const sending = await felt(browser, page, done, watchedS)
    line('send', sending, await imagesOf(archive))
    await page.getByText(done).waitFor({ timeout: 1000 * sendS })
    print(
      `     all of them in the archive after ${((performance.now() - began) / 1000).toFixed(0)} s, the first ${sending.seconds.toFixed(0)} s watched`,
    )
    print(`     ${(await page.locator('.totals').innerText()).replaceAll('\n', ' ')}`)
    print(`     ${await whatCame(archive)}`)
    await page.close()
    await peer(browser, own.origin, print, line)
    await own.close()
  } finally {
    await browser.close()
    await archive.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the archive itself says of what was sent: its images, and what a check of every byte finds. */
async function whatCame(archive: OpenArchive): Promise<string> {
  const { ports } = archive
  const images = await imagesOf(archive)
  const deep = { deep: true, who: null }
  const findings = await runCheck(ports, await beginCheck(ports.db, deep), deep)
  return `the archive has ${images.toLocaleString('en')} images; a check of every byte finds ${findings === 0 ? 'nothing wrong' : `${findings} things wrong`}`
}

async function imagesOf({ ports }: OpenArchive): Promise<number> {
  const [row] = await ports.db.rows<{ images: bigint }>('SELECT count(*) AS images FROM dax.image')
  return Number(row?.images ?? 0)
}

/** Makes the files to drop in the page, each an image with a place and pixels of its own. */
async function make(page: Page, many: number): Promise<void> {
  const made = [...smallFits({ ra: 10, dec: 10, seed: 1 })]
  await page.evaluate(
    ({ bytes, from, to }) => {
      const transfer = new DataTransfer()
      for (let i = from; i < to; i++) {
        const own = new Uint8Array(bytes)
        new DataView(own.buffer).setUint32(2880, i)
        const text = `CRVAL1  = ${(10 + (i % 100) * 0.1).toFixed(2).padStart(20)}`
        for (let at = 0; at < text.length; at++) own[80 * 7 + at] = text.charCodeAt(at)
        transfer.items.add(new File([own], `night/image-${String(i).padStart(5, '0')}.fits`))
      }
      Object.assign(window, { made: transfer })
    },
    // one alone is another than any of the many
    { bytes: made, from: many === 1 ? 0 : 1, to: many },
  )
}

async function drop(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { made } = window as unknown as { made: DataTransfer }
    const region = document.querySelector('[aria-label="Drop files here"]')
    region?.dispatchEvent(new DragEvent('drop', { dataTransfer: made, bubbles: true, cancelable: true }))
  })
}

/** Begins to watch the page's thread, and to use the page: the table is scrolled in every frame, a letter is typed twice a second. */
async function watch(browser: Browser, page: Page): Promise<void> {
  await watchTasks(browser, page)
  await page.evaluate(() => {
    const seen = { start: performance.now(), frames: 0, longestGap: 0, keys: [] as number[], isOn: true }
    let last = performance.now()
    let typed = last
    const frame = (now: number): void => {
      if (!seen.isOn) return
      seen.frames += 1
      seen.longestGap = Math.max(seen.longestGap, now - last)
      last = now
      const table = document.querySelector('[role=table], .uppy-Dashboard-files')
      if (table !== null) table.scrollTop = (now % 4000) * 30
      const field = document.querySelector<HTMLInputElement>('.order input[placeholder="upload"]')
      if (field !== null && now - typed > 500) {
        typed = now
        const at = performance.now()
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, String(seen.keys.length))
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        requestAnimationFrame(() => setTimeout(() => seen.keys.push(performance.now() - at)))
      }
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Object.assign(window, { seen })
  })
}

/** Waits until the page says so, or for `mostS` where that is told; tells what was seen. */
async function felt(browser: Browser, page: Page, words: string, mostS?: number): Promise<Felt> {
  await page
    .getByText(words)
    .waitFor({ timeout: 1000 * (mostS ?? 1800) })
    .catch((error: unknown) => {
      if (mostS === undefined) throw error
    })
  const seen = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { start: number; frames: number; longestGap: number; keys: number[]; isOn: boolean } }
    seen.isOn = false
    const keys = [...seen.keys].sort((a, b) => a - b)
    const { frames, longestGap } = seen
    return {
      seconds: (performance.now() - seen.start) / 1000,
      frames,
      longestGap,
      keyMedian: keys[keys.length >> 1] ?? 0,
      keyWorst: keys.at(-1) ?? 0,
    }
  })
  return { ...seen, work: await tasksSeen(browser) }
}

/** The same files dropped on Uppy's dashboard, which lists them and reads nothing of them; and is typed into nowhere. */
async function peer(browser: Browser, origin: string, print: (line: string) => void, line: (step: string, felt: Felt) => void): Promise<void> {
  const script = join(process.env['UPPY_PATH'] ?? join(process.cwd(), 'node_modules', 'uppy'), 'dist', 'uppy.min.js')
  if (!existsSync(script)) return print('Uppy is not installed: ours alone (npm install --no-save uppy, or UPPY_PATH=/folder/of/uppy)')
  // its styles are inline, which ours forbid
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  const page = await context.newPage()
  await page.goto(`${origin}/upload`)
  await page.setContent('<div id="host"></div><p id="told"></p>')
  await page.addScriptTag({ path: script })
  await make(page, count)
  await watch(browser, page)
  await page.evaluate(() => {
    const { made, Uppy } = window as unknown as { made: DataTransfer; Uppy: Record<'Uppy' | 'Dashboard', never> }
    const Made = Uppy.Uppy as new () => { use(plugin: never, options: object): void; addFiles(files: object[]): void; getFiles(): unknown[] }
    const uppy = new Made()
    uppy.use(Uppy.Dashboard, { inline: true, target: '#host', height: 600 })
    // as a drop does: the page is given back before the files are taken
    setTimeout(() => {
      uppy.addFiles([...made.files].map((data) => ({ name: data.name.replaceAll('/', '-'), type: 'application/fits', data })))
      requestAnimationFrame(() => setTimeout(() => (document.getElementById('told')!.textContent = `${uppy.getFiles().length} listed`)))
    })
  })
  // the first of all was dropped on ours before
  line('Uppy', await felt(browser, page, `${count - 1} listed`))
  await context.close()
}
