import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { largeLineage } from './testing/large-lineage.ts'

/** First row of an answer, asked of the service itself. */
async function row(page: Page, query: string): Promise<readonly string[]> {
  const answer = await page.request.post('/api/tap/sync', { form: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query } })
  expect(answer.status(), await answer.text()).toBe(200)
  return ((await answer.text()).split(/\r?\n/u)[1] ?? '').split(',')
}

async function lineageOf(page: Page, id: string, more = ''): Promise<void> {
  await page.goto(`/provenance/lineage?id=${encodeURIComponent(id)}${more}`)
  await expect(page.getByRole('region', { name: 'Lineage' }).getByRole('complementary')).toContainText(/\d things? in \d+ box/u)
}

async function axe(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
}

const made = `SELECT TOP 1 g.entity_id, e.dataset_type FROM prov.was_generated_by AS g JOIN prov.entity AS e ON e.entity_id = g.entity_id
  JOIN prov.used AS u ON u.activity_id = g.activity_id JOIN ivoa.obscore AS o ON o.obs_publisher_did = e.entity_id WHERE e.produced = 1 ORDER BY g.entity_id`

test.describe('Lineage', () => {
  test('begins with one relation, walks and grows by keys alone', async ({ page }) => {
    const [id = '', type = ''] = await row(page, made)
    await lineageOf(page, id, '&direction=BACK')
    const region = page.getByRole('region', { name: 'Lineage' })
    const root = region.getByRole('group', { name: 'Graph' }).locator('button[aria-current=true]')
    await expect(root).toHaveAttribute('aria-label', new RegExp(type, 'u'))
    await axe(page)
    const side = region.getByRole('complementary')
    const before = await side.innerText()
    await root.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.lineage-box button[aria-current=true]')).toBeFocused()
    await expect(page.locator('.lineage-box button[aria-current=true]')).toHaveAttribute('aria-label', /more inputs/u)
    await page.keyboard.press('Enter')
    await expect.poll(() => side.innerText()).not.toBe(before)
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.lineage-box button[aria-current=true]')).toBeFocused()
    await expect(page.locator('.lineage-box button[aria-current=true]')).not.toHaveAttribute('aria-label', new RegExp(`^${type},`, 'u'))
    await axe(page)
  })

  test('tells the same as a list, along time, and keeps depth and direction in the address', async ({ page }) => {
    const [id = ''] = await row(page, made)
    await lineageOf(page, id)
    await page.getByLabel('Relations').selectOption('3')
    await page.getByLabel('Direction').selectOption('BACK')
    await expect.poll(() => page.url()).toMatch(/depth=3.*direction=BACK/u)
    await page.getByRole('button', { name: 'List' }).click()
    const list = page.getByRole('table', { name: 'Lineage as a list' })
    await expect(list.getByRole('row').nth(2)).toBeVisible()
    await axe(page)
    await page.getByRole('button', { name: 'Time axis' }).click()
    await expect(page.getByRole('img', { name: /^Time from \d{4}-/u })).toBeVisible()
    await axe(page)
  })

  test('shows what failed: mark, word, and every attempt', async ({ page }) => {
    const [id = ''] = await row(page, 'SELECT TOP 1 quantum_id FROM prov.quantum WHERE status = -1 ORDER BY quantum_id')
    await lineageOf(page, id)
    const side = page.getByRole('region', { name: 'Lineage' }).getByRole('complementary')
    await expect(side.getByRole('heading', { name: /failed/u })).toBeVisible()
    await expect(side.getByText('Failed with')).toBeVisible()
    await axe(page)
  })

  test('finds the way between two things', async ({ page }) => {
    const [id = ''] = await row(page, made)
    await lineageOf(page, id, '&depth=2&direction=BACK')
    await page.getByRole('button', { name: 'Path from here' }).click()
    await page.getByRole('button', { name: 'List' }).click()
    await page.getByRole('table', { name: 'Lineage as a list' }).getByRole('row').last().getByRole('button').first().click()
    await expect(page.getByText(/The path has 3 things/u)).toBeVisible()
  })

  test('walks, drags and zooms in a graph of 3,000 boxes', async ({ page }) => {
    const answer = largeLineage(3000)
    await page.route('**/api/provenance/lineage', (route) => route.fulfill({ json: answer }))
    await lineageOf(page, 'coadd-0', '&depth=5')
    const side = page.getByRole('region', { name: 'Lineage' }).getByRole('complementary')
    const open = page.getByRole('button', { name: 'Open groups' })
    while (await open.isEnabled()) {
      const before = await side.locator('p').first().innerText()
      await open.click()
      await expect(side.locator('p').first()).not.toHaveText(before)
    }
    const all = answer.nodes.length.toLocaleString('en')
    await expect(side).toContainText(`${all} things in ${all} boxes`)
    await page.getByRole('button', { name: 'Fit' }).click()
    const graph = page.getByRole('group', { name: 'Graph' })
    const boxes = page.locator('.lineage-boxes')
    const place = (): Promise<string> => boxes.evaluate((element) => element.style.transform)
    await expect.poll(place).toContain('scale(')
    const fitted = await place()
    const frame = (await graph.boundingBox())!
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2]
    // what is painted moves along while one drags, and is painted anew when it rests
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 80, y + 40, { steps: 4 })
    expect(await place()).not.toBe(fitted)
    await page.mouse.up()
    await expect(graph.locator('canvas')).toHaveJSProperty('style.transform', '')
    const moved = await place()
    // far away a box is picked on the canvas; near enough boxes are elements, and keys lead from one to the next
    for (let i = 0; i < 60 && (await page.locator('.lineage-box').count()) < 5; i++) await page.mouse.wheel(0, -240)
    expect(await place()).not.toBe(moved)
    // the one nearest to the middle: what is selected stays an element wherever it is
    const nearest = await page.locator('.lineage-box').evaluateAll(
      (all, [cx, cy]) => {
        const away = all.map((box) => box.getBoundingClientRect()).map((b) => Math.hypot(b.x + b.width / 2 - cx, b.y + b.height / 2 - cy))
        return away.indexOf(Math.min(...away))
      },
      [x, y] as const,
    )
    await page.locator('.lineage-box').nth(nearest).locator('button').first().click()
    const chosen = page.locator('.lineage-box button[aria-current=true]')
    const name = await chosen.getAttribute('aria-label')
    await chosen.focus()
    await page.keyboard.press('ArrowDown')
    await expect(chosen).toBeFocused()
    await expect(chosen).not.toHaveAttribute('aria-label', name ?? '')
  })

  test('saves the picture as SVG and PNG', async ({ page }) => {
    const [id = ''] = await row(page, made)
    await lineageOf(page, id)
    for (const format of ['SVG', 'PNG']) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: format, exact: true }).click()
      expect((await download).suggestedFilename()).toMatch(new RegExp(`^lineage-.*\\.${format.toLowerCase()}$`, 'u'))
    }
  })

  test('tells an unknown id from one without an answer', async ({ page }) => {
    await page.goto('/provenance/lineage?id=nobody-knows-this')
    await expect(page.getByRole('region', { name: 'Lineage' }).getByText('Nothing found')).toBeVisible()
    await expect(page.getByText(/know nobody-knows-this/u)).toBeVisible()
    await axe(page)
    await page.route('**/api/provenance/lineage', (route) => route.abort())
    await page.goto('/provenance/lineage?id=other')
    await expect(page.getByRole('alert').getByText('No connection')).toBeVisible()
  })

  test('stands beside an image', async ({ page }) => {
    const [id = ''] = await row(page, made)
    await page.goto(`/images/${encodeURIComponent(id)}?tab=lineage`)
    const region = page.getByRole('region', { name: 'Lineage' })
    await expect(region.getByRole('heading', { name: 'Made from' })).toBeVisible()
    await axe(page)
    await region.getByRole('link', { name: 'Open the graph' }).click()
    await expect.poll(() => page.url()).toContain('/provenance/lineage?')
    await expect(page.getByRole('group', { name: 'Graph' })).toBeVisible()
  })

  test('has no accessibility violation in the dark', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    const [id = ''] = await row(page, 'SELECT TOP 1 quantum_id FROM prov.quantum WHERE status = -1 ORDER BY quantum_id')
    await lineageOf(page, id, '&depth=2')
    await expect(page.locator('.lineage-box').first()).toBeVisible()
    await axe(page)
    await page.getByLabel('Who is responsible').check()
    await page.getByRole('button', { name: 'Time axis' }).click()
    await expect(page.getByRole('img', { name: /^Time from/u })).toBeVisible()
    await axe(page)
    await page.getByRole('button', { name: 'List' }).click()
    await expect(page.getByRole('table', { name: 'Lineage as a list' })).toBeVisible()
    await axe(page)
  })

  test('fits 360 pixels', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    const [id = ''] = await row(page, made)
    await lineageOf(page, id)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await axe(page)
  })
})
