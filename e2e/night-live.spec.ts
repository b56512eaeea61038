import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { cutLine } from './testing/cut-line.ts'
import { tokenOf } from './testing/sign-in.ts'

/** Before all nights of the demo: the newest night is another test's matter. */
const night = 20250110
const detectors = 189
const visitOf = (v: number): string => `20250110${String(v).padStart(5, '0')}`
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
const attempt = (v: number, detector: number) => ({ visit: visitOf(v), detector, attempt: 1, day_obs: night, reason: 'prompt' })

/** A visit is observed, and an attempt queued at each of its detectors. */
const observed = (v: number) => ({
  visits: [{ visit: visitOf(v), day_obs: night, seq_num: v, band: 'r', begin_mjd_tai: at(40 * v), end_mjd_tai: at(40 * v + 30) }],
  attempts: Array.from({ length: detectors }, (_, d) => ({ ...attempt(v, d), queued_mjd_tai: at(40 * v + 32) })),
})
/** All of its attempts are done, but for one. */
const processed = (v: number) => ({
  attempts: Array.from({ length: detectors }, (_, d) => ({
    ...attempt(v, d),
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
