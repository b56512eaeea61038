import { expect, test } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { readFits } from '../vo/fits/file.ts'

const found = (page: Page): Locator => page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })

/** Presses Tab until the element has the focus, as one does who has no pointer. */
async function tabTo(page: Page, target: Locator, most = 90): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((el) => el === document.activeElement || el.contains(document.activeElement)).catch(() => false)) return
  }
  throw new Error(`the focus did not come to ${String(target)} in ${most} steps`)
}

async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
}

async function expectFitsFile(path: string): Promise<void> {
  expect(readFits(new Uint8Array(await readFile(path))).ok).toBe(true)
}

test('from a search to a saved cut-out by keyboard alone', async ({ page }) => {
  await page.goto('/')
  await expect(found(page)).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Position')).toBeFocused()
  await page.keyboard.type('COSMOS')
  await tabTo(page, page.getByLabel('Radius', { exact: true }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type("6'")
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).searchParams.get('pos')).toBe('COSMOS')
  await expect(found(page)).toBeVisible()

  const grid = page.getByRole('grid', { name: 'Results' })
  await tabTo(page, page.getByRole('region', { name: 'Sky map' }))
  const before = page.url()
  await page.keyboard.press('-')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.url()).not.toBe(before)
  await tabTo(page, grid)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(grid.locator('[aria-selected=true]')).toHaveCount(1)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('img', { name: /exposure|coadd|image/iu })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Mark a cut-out' }))
  await page.keyboard.press('Enter')
  const width = page.getByRole('group', { name: 'Cut-out' }).getByLabel('Width', { exact: true })
  await tabTo(page, width)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('64')
  await tabTo(page, page.getByRole('button', { name: 'Save the cut-out' }))
  await expect(width).toHaveValue('64')
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  await expectFitsFile(await download.path())
  await expect(page.getByRole('status').filter({ hasText: 'The cut-out is saved' })).toBeVisible()
  await tabTo(page, page.getByRole('tab', { name: 'Details' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Header' })).toBeFocused()
  await expect(page.getByRole('rowheader', { name: 'CTYPE1' })).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true })

  test('from a search to a saved cut-out on 360 pixels, nothing wider than the screen', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'Sky map' })).toBeVisible()
    await expectFits(page)
    await page.getByRole('button', { name: 'Search', exact: true, pressed: false }).tap()
    await page.getByLabel('Position').fill('150.1 2.2')
    await page.getByLabel('Radius', { exact: true }).fill('0.1')
    await expectFits(page)
    await page.getByRole('search').getByRole('button', { name: 'Search', exact: true }).tap()
    await expect(found(page)).toBeVisible()
    await expectFits(page)
    await page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(2).tap()
    await page.getByRole('button', { name: 'Open image' }).tap()
    const picture = page.getByRole('img', { name: /exposure|coadd|image/iu })
    await expect(picture).toBeVisible()
    await expectFits(page)
    await page.getByRole('button', { name: 'Mark a cut-out' }).tap()
    await expectFits(page)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the cut-out' }).tap()])
    await expectFitsFile(await download.path())
    await expect(page.getByRole('status').filter({ hasText: 'The cut-out is saved' })).toBeInViewport()
  })
})
