import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { tapTable } from './testing/tap-table.ts'
import { failureSwitch } from './testing/under-failure.ts'

const night = (page: Page) => page.getByRole('region', { name: 'Night' })
const lanes = (page: Page) => page.getByRole('application', { name: 'Lanes of the night' })
const grid = (page: Page) => page.getByRole('application', { name: 'Grid of visits and detectors' })
const words = (page: Page) => page.getByRole('status').filter({ hasText: 'processed after a later visit' })
const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name)

/** Opens the newest night and waits until its lanes are drawn. */
async function open(page: Page, search = ''): Promise<string> {
  const [[day = ''] = []] = await tapTable(page, 'SELECT MAX(day_obs) FROM ap.visit')
  await page.goto(`/processing/${day}${search}`)
  return day
}

test.describe('Processing', () => {
  test('opens the newest night, tells it in words as the archive counts them, and lists the others', async ({ page }) => {
    await page.goto('/processing')
    await expect(night(page)).toBeVisible()
    const day = new URL(page.url()).pathname.split('/').at(-1)
    const [[newest] = []] = await tapTable(page, 'SELECT MAX(day_obs) FROM ap.visit')
    expect(day).toBe(newest)
    const [[visits] = []] = await tapTable(page, `SELECT COUNT(DISTINCT visit) FROM ap.attempt WHERE day_obs = ${day}`)
    await expect(words(page)).toContainText(`${Number(visits).toLocaleString('en')} visit`)
    for (const tab of ['Lanes', 'Grid', 'Order', 'Table']) await expect(page.getByRole('tab', { name: tab, exact: true })).toBeVisible()
    await expect(page.locator('.night-head')).toContainText('synthetic')
    await expect(page.getByRole('slider', { name: 'Time' })).toBeVisible()
    await page.getByRole('link', { name: 'All nights' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Nights' })).toBeVisible()
    await expect(page.getByRole('row').nth(1)).toContainText('synthetic')
  })

  test('is walked, zoomed and left by keyboard, and the address follows', async ({ page }) => {
    await open(page)
    await expect(lanes(page)).toHaveAttribute('data-idle')
    await lanes(page).focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => param(page, 'sel')).toMatch(/^\d+\.\d+\.\d+$/u)
    const first = param(page, 'sel')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => param(page, 'sel')).not.toBe(first)
    await page.keyboard.press('w')
    await expect.poll(() => param(page, 't')).not.toBeNull()
    const near = param(page, 't')
    await page.keyboard.press('d')
    await expect.poll(() => param(page, 't')).not.toBe(near)
    await page.keyboard.press('Enter')
    await expect(page.locator('#night-selected')).toBeFocused()
    await lanes(page).focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => param(page, 'sel')).toBeNull()
    await page.keyboard.press('0')
    await expect.poll(() => param(page, 't')).toBeNull()
  })

  test('goes back and forward between drawings, and a link brings all of it along', async ({ page }) => {
    await open(page)
    await page.getByRole('tab', { name: 'Lanes', exact: true }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(grid(page)).toBeVisible()
    await page.getByLabel('Colour by').selectOption('images')
    await expect.poll(() => param(page, 'cells')).toBe('images')
    await page.goBack()
    await expect(page.getByLabel('Colour by')).toHaveValue('status')
    await page.goBack()
    await expect(lanes(page)).toBeVisible()
    await page.goForward()
    await page.goForward()
    await expect(page.getByLabel('Colour by')).toHaveValue('images')
    await page.getByLabel('Clock').selectOption('tai')
    await expect.poll(() => param(page, 'clock')).toBe('tai')
    const link = page.url()
    await page.goto('about:blank')
    await page.goto(link)
    await expect(page.getByLabel('Clock')).toHaveValue('tai')
    await expect(page.getByLabel('Colour by')).toHaveValue('images')
  })

  test('shows in the grid where alerts went out and images did not, as many as the archive knows', async ({ page }) => {
    const [[day = '', torn = ''] = []] = await tapTable(
      page,
      `SELECT TOP 1 a.day_obs, COUNT(*) AS n FROM ap.attempt AS a JOIN ap.delivery AS x ON x.attempt_id = a.attempt_id JOIN ap.delivery AS y ON y.attempt_id = a.attempt_id
       WHERE x.product = 'alerts' AND x.state = 'delivered' AND y.product = 'images' AND y.state = 'failed' GROUP BY a.day_obs ORDER BY n DESC`,
    )
    await page.goto(`/processing/${day}?tab=grid&cells=images`)
    const legend = page.getByRole('note', { name: 'Colours' })
    const told = async (): Promise<number> =>
      [...((await legend.textContent()) ?? '').matchAll(/(?:though alerts went out|by a later attempt) ([\d,]+)/gu)].reduce(
        (sum, found) => sum + Number(found[1]!.replaceAll(',', '')),
        0,
      )
    await expect.poll(told).toBe(Number(torn))
  })

  test('selects what is pressed, in every drawing the same', async ({ page }) => {
    await open(page, '?tab=grid')
    await expect(grid(page)).toBeVisible()
    const box = (await grid(page).boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect.poll(() => param(page, 'sel')).toMatch(/^\d+\.\d+$/u)
    const [visit = '', detector = ''] = (param(page, 'sel') ?? '').split('.')
    await expect(page.locator('#night-selected')).toContainText(visit)
    await page.getByRole('tab', { name: 'Order', exact: true }).click()
    await expect(page.getByText(/inversions?|order kept/u).first()).toBeVisible()
    await page.getByRole('tab', { name: 'Lanes', exact: true }).click()
    await expect(page.locator('.night-readout')).toContainText(`detector ${detector}`)
  })

  test('zooms about the pointer, pans and brushes', async ({ page }) => {
    await open(page)
    await expect(lanes(page)).toHaveAttribute('data-idle')
    const box = (await lanes(page).boundingBox())!
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6)
    await page.mouse.wheel(0, -400)
    await expect.poll(() => param(page, 't')).not.toBeNull()
    const width = (): number => {
      const [from = 0, to = 0] = (param(page, 't') ?? '').split(',').map(Number)
      return to - from
    }
    const zoomedIn = width()
    // brush half of the axis: half of the time
    await page.mouse.move(box.x + 200, box.y + 8)
    await page.mouse.down()
    await page.mouse.move(box.x + 400, box.y + 8, { steps: 4 })
    await page.mouse.up()
    await expect.poll(width).toBeLessThan(zoomedIn * 0.5)
    const brushed = param(page, 't')
    await page.mouse.move(box.x + 500, box.y + 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 300, box.y + 300, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => param(page, 't')).not.toBe(brushed)
  })

  test('cuts the range of times by keyboard at what is selected', async ({ page }) => {
    await open(page)
    await expect(lanes(page)).toHaveAttribute('data-idle')
    await lanes(page).focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => param(page, 'sel')).toMatch(/^\d+\.\d+\.\d+$/u)
    const [visit, detector, attempt] = (param(page, 'sel') ?? '').split('.')
    const [[started, ended] = []] = await tapTable(
      page,
      `SELECT started_mjd_tai, ended_mjd_tai FROM ap.attempt WHERE visit = ${visit} AND detector = ${detector} AND attempt = ${attempt}`,
    )
    const range = (): readonly number[] => (param(page, 't') ?? '').split(',').map(Number)
    await page.keyboard.press('[')
    await expect.poll(() => range()[0]).toBeCloseTo(Number(started), 6)
    await page.keyboard.press(']')
    await expect.poll(() => range()[1]).toBeLessThan(Number(ended) + 1 / 1440)
    // half a second is the least that is shown
    expect(range()[1]).toBeGreaterThanOrEqual(Number(started) + 0.5 / 86_400)
    await page.keyboard.press('0')
    await expect.poll(() => param(page, 't')).toBeNull()
  })

  test('zooms by two fingers about their middle, and one moves it', async ({ page }) => {
    const day = await open(page)
    await expect(lanes(page)).toHaveAttribute('data-idle')
    const box = (await lanes(page).boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const browser = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly number[]): Promise<unknown> =>
      browser.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((at, id) => ({ x: at, y, id })) })
    const [[first, last] = []] = await tapTable(page, `SELECT MIN(begin_mjd_tai), MAX(end_mjd_tai) FROM ap.visit WHERE day_obs = ${day}`)
    // two minutes before the first visit to twenty after the last one
    const usual = (Number(last) - Number(first)) * 86_400 + 22 * 60
    const range = (): readonly number[] => (param(page, 't') ?? '0,0').split(',').map((t) => Number(t) * 86_400)
    const seconds = (): number => range()[1]! - range()[0]!
    await touch('touchStart', x - 50, x + 50)
    for (const apart of [80, 120, 160, 200]) await touch('touchMove', x - apart, x + apart)
    await touch('touchEnd')
    await expect.poll(seconds).toBeCloseTo(usual / 4, -1)
    await touch('touchStart', x - 50, x + 50)
    for (const apart of [60, 75, 100]) await touch('touchMove', x - apart, x + apart)
    await touch('touchEnd')
    await expect.poll(seconds).toBeCloseTo(usual / 8, -1)
    const from = range()[0]!
    await touch('touchStart', x)
    for (const to of [x - 30, x - 60, x - 90]) await touch('touchMove', to)
    await touch('touchEnd')
    await expect.poll(() => range()[0]).toBeGreaterThan(from + usual / 8 / 20)
    expect(seconds()).toBeCloseTo(usual / 8, -1)
    // fingers select nothing where they only moved
    expect(param(page, 'sel')).toBeNull()
  })

  test('orders the sources of one object, and the attempts at one place on the sky, as the archive ranks them', async ({ page }) => {
    const told = page.getByRole('tabpanel').getByRole('status')
    const sumOf = (rows: readonly (readonly string[])[]): readonly [number, number, number] => {
      const by = rows.filter(([observed, processed]) => observed !== '' && processed !== '').map(([, , overtaken]) => Number(overtaken))
      return [by.length, by.filter((n) => n > 0).length, by.reduce((a, b) => a + b, 0)]
    }
    const day = await open(page, '?tab=order')
    await expect(told).toContainText('at the same detector')

    const [[cell = ''] = []] = await tapTable(
      page,
      'SELECT TOP 1 cell, COUNT(*) AS n FROM ap.cell_inversion WHERE overtaken_by > 0 GROUP BY cell ORDER BY n DESC, cell',
    )
    const places = sumOf(await tapTable(page, `SELECT observed_rank, processed_rank, overtaken_by FROM ap.cell_order WHERE cell = ${cell}`))
    await page.getByLabel('Object or sky cell').fill(`9/${cell}`)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(told).toContainText(`${places[0]} attempts: ${places[1]} processed after what was observed later, by `)
    await expect(told).toContainText(`${places[2]} inversion`)
    expect(param(page, 'order')).toBe(`cell:9/${cell}`)

    const [[object = ''] = []] = await tapTable(
      page,
      'SELECT TOP 1 object_id, SUM(overtaken_by) AS n FROM ap.object_order GROUP BY object_id ORDER BY n DESC, object_id',
    )
    const sources = sumOf(await tapTable(page, `SELECT observed_rank, processed_rank, overtaken_by FROM ap.object_order WHERE object_id = ${object}`))
    await page.getByLabel('Object or sky cell').fill(object)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(told).toContainText(`${sources[0]} sources: `)
    await expect(told).toContainText(sources[2] === 0 ? 'order kept' : `${sources[2]} inversion`)

    await page.getByLabel('Object or sky cell').fill('8/5')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('name one from 9/20 on')

    const [[visit, detector, seen] = []] = await tapTable(
      page,
      `SELECT TOP 1 c.visit, c.detector, MIN(c.cell) AS cell FROM ap.visit_cell AS c JOIN ap.attempt AS a ON a.visit = c.visit AND a.detector = c.detector WHERE a.day_obs = ${day} GROUP BY c.visit, c.detector ORDER BY c.visit, c.detector`,
    )
    await page.goto(`/processing/${day}?tab=order&sel=${visit}.${detector}`)
    await page.getByRole('button', { name: 'A place that the selected detector saw' }).click()
    await expect.poll(() => param(page, 'order')).toBe(`cell:9/${seen}`)
    await expect(told).toContainText('attempt')
  })

  test('goes from one attempt that a search found to the next, and back to all', async ({ page }) => {
    const day = await open(page)
    const found = await tapTable(
      page,
      `SELECT v.visit, a.detector, a.attempt FROM ap.attempt AS a JOIN ap.visit AS v ON v.visit = a.visit WHERE a.day_obs = ${day} AND a.detector = 94 ORDER BY v.begin_mjd_tai, a.attempt`,
    )
    await expect(lanes(page)).toHaveAttribute('data-idle')
    await page.getByRole('searchbox').fill('det 94')
    for (const key of ['Enter', 'Enter', 'Shift+Enter', 'Shift+Enter'] as const) await page.getByRole('searchbox').press(key)
    await expect.poll(() => param(page, 'sel')).toBe(found.at(-1)!.join('.'))
    await page.getByRole('searchbox').fill('no such thing')
    await expect(page.getByText('No attempt passes the filter')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(words(page)).toBeVisible()
    await expect(page.getByRole('searchbox')).toHaveValue('')
  })

  test('says what it cannot read, cannot find, and cannot reach', async ({ page }) => {
    await open(page, '?tab=cake&t=9,1')
    await expect(page.getByText(/tab=cake is none of/u)).toBeVisible()
    await expect(page.getByText(/t=9,1 is not two times/u)).toBeVisible()
    await page.goto('/processing/yesterday')
    await expect(page.getByRole('heading', { name: 'No such night' })).toBeVisible()
    await page.goto('/processing/19990101')
    await expect(page.getByText(/holds nothing of this night/u)).toBeVisible()
    await page.getByRole('link', { name: /^The next night/u }).click()
    await expect(night(page)).toBeVisible()
    const failure = await failureSwitch(page, /\/api\/processing\//u)
    failure.set('503')
    await page.goto('/processing')
    await expect(page.getByRole('alert')).toBeVisible()
    failure.set('none')
    await page.getByRole('button', { name: /^Try again/u }).click()
    await expect(night(page)).toBeVisible()
  })

  for (const theme of ['light', 'dark'] as const) {
    test(`has no violation that axe sees, ${theme}, and fits 360 px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme })
      await open(page)
      await expect(lanes(page)).toHaveAttribute('data-idle')
      await lanes(page).focus()
      await page.keyboard.press('ArrowDown')
      for (const tab of ['Lanes', 'Grid', 'Order', 'Table']) {
        await page.getByRole('tab', { name: tab, exact: true }).click()
        await expectNoViolation(page)
      }
      await page.setViewportSize({ width: 360, height: 740 })
      await page.getByRole('tab', { name: 'Grid', exact: true }).click()
      await expect(grid(page)).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
      // what is about the night lies below the drawing and its time, not over them
      const [stage, side] = [await night(page).boundingBox(), await page.getByRole('complementary', { name: 'About this night' }).boundingBox()]
      expect(side!.y).toBeGreaterThanOrEqual(stage!.y + stage!.height - 1)
      await expectNoViolation(page)
    })
  }
})
