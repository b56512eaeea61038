import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { cutLine } from './testing/cut-line.ts'
import { tokenOf } from './testing/sign-in.ts'

/** Before all nights of the demo: the newest night is another test's matter. */
const night = 20250110
/** And the night of the test that looks at the lanes. */
const nextNight = 20250111
const detectors = 189
const visitOf = (v: number, day: number): string => `${day}${String(v).padStart(5, '0')}`
/** s after the first exposure, as MJD (TAI). */
const at = (s: number): number => 60_686.1 + s / 86_400

const words = (page: Page) => page.getByRole('status').filter({ hasText: /visits?, / })
const state = (page: Page) => page.locator('.live')
const rows = (page: Page) => page.getByRole('grid', { name: 'Attempts' })

/** Reports as a pipeline does. */
async function report(page: Page, body: unknown): Promise<void> {
  const headers = { Authorization: `Bearer ${await tokenOf('pipeline')}` }
  const answer = await page.request.post('/api/processing/reports', { headers, data: body })
  if (!answer.ok()) throw new Error(`${answer.status()}: ${await answer.text()}`)
}
const attempt = (v: number, detector: number, day: number) => ({ visit: visitOf(v, day), detector, attempt: 1, day_obs: day, reason: 'prompt' })

/** A visit is observed, and an attempt queued at each of its detectors. */
const observed = (v: number, day = night) => ({
  visits: [{ visit: visitOf(v, day), day_obs: day, seq_num: v, band: 'r', begin_mjd_tai: at(40 * v), end_mjd_tai: at(40 * v + 30) }],
  attempts: Array.from({ length: detectors }, (_, d) => ({ ...attempt(v, d, day), queued_mjd_tai: at(40 * v + 32) })),
})
/** All of its attempts are done, but for one. */
const processed = (v: number, day = night) => ({
  attempts: Array.from({ length: detectors }, (_, d) => ({
    ...attempt(v, d, day),
    queued_mjd_tai: at(40 * v + 32),
    started_mjd_tai: at(40 * v + 33),
    ended_mjd_tai: at(40 * v + 60),
    ...(d === detectors - 1 ? { status: -1, exception_type: 'NoPsfStarsError' } : { status: 1, stored_mjd_tai: at(40 * v + 58) }),
  })),
})

test('a night is followed as it happens, over a broken connection: nothing is lost, nothing is there twice', async ({ page, baseURL }) => {
  const line = await cutLine(baseURL ?? '')
  try {
    await report(page, observed(1))
    await page.goto(`${line.origin}/processing/${night}?tab=table`)
    await expect(state(page)).toHaveText('live')
    await expect(words(page)).toContainText('1 visit, 189 detectors: 189 waiting')

    await report(page, processed(1))
    await expect(words(page)).toContainText('1 visit, 189 detectors: 188 done, 1 failed')
    await report(page, observed(2))
    await expect(words(page)).toContainText('2 visits, 378 detector-visits: 188 done, 189 waiting, 1 failed')

    line.cut()
    await expect(state(page)).not.toHaveText('live')
    // while nobody hears it, and after
    await report(page, processed(2))
    await report(page, observed(3))
    line.mend()
    await expect(state(page)).toHaveText('live')
    await report(page, processed(3))
    await expect(words(page)).toContainText('3 visits, 567 detector-visits: 564 done, 3 failed')
    await expect(rows(page)).toHaveAttribute('aria-rowcount', String(3 * detectors + 1))

    // what the page was told is what it reads
    const told = (await words(page).textContent()) ?? ''
    await page.reload()
    await expect(words(page)).toHaveText(told)
    await expect(rows(page)).toHaveAttribute('aria-rowcount', String(3 * detectors + 1))
  } finally {
    await line.close()
  }
})

/** Pixels of the lanes themselves (neither what lies above nor the overview) that are green or red. */
const coloured = (page: Page): Promise<{ readonly green: number; readonly red: number }> =>
  page
    .getByRole('application', { name: 'Lanes of the night' })
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas')
      copy.width = canvas.width
      copy.height = canvas.height
      const c = copy.getContext('2d')!
      c.drawImage(canvas, 0, 0)
      const top = 100
      const { data } = c.getImageData(0, top, canvas.width, Math.max(1, canvas.height - top - 24))
      let [green, red] = [0, 0]
      for (let k = 0; k < data.length; k += 4) {
        const [r, g, b] = [data[k]!, data[k + 1]!, data[k + 2]!]
        if (g > r + 30 && g > b + 20) green++
        else if (r > g + 60 && r > b + 60) red++
      }
      return { green, red }
    })

test('what is reported while the lanes are looked at is drawn in them', async ({ page }) => {
  await report(page, observed(1, nextNight))
  await page.goto(`/processing/${nextNight}`)
  await page.getByRole('tab', { name: 'Lanes' }).click()
  await expect(state(page)).toHaveText('live')
  await expect(words(page)).toContainText('189 waiting')
  expect(await coloured(page)).toEqual({ green: 0, red: 0 })
  await report(page, processed(1, nextNight))
  await expect.poll(async () => (await coloured(page)).green).toBeGreaterThan(100)
  await expect.poll(async () => (await coloured(page)).red).toBeGreaterThan(0)
})
