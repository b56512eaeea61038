import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'

const anyImages = /\b(\d[\d,]*) images?\b|first [\d,]+ of/u

async function searchAround(page: Page, position: string, radius: string): Promise<void> {
  await page
    .getByRole('textbox', { name: 'Position' })
    .or(page.getByRole('combobox', { name: 'Position' }))
    .fill(position)
  await page.getByLabel('Radius', { exact: true }).fill(radius)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
}

test.describe('Explore', () => {
  test('finds images around a position and shows them in the table and on the sky', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'Sky map' })).toBeVisible()
    await searchAround(page, '150.1 2.2', '0.5')
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)).toBeVisible()
  })

  test('searches the archive of this machine though the browser says that there is no network', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
    await page.evaluate(() => window.dispatchEvent(new Event('offline')))
    await searchAround(page, '150.1 2.2', '0.37')
    await expect.poll(() => page.url()).toContain('0.37')
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
    await expect(page.getByText('The search was cancelled.')).toHaveCount(0)
  })

  test('keeps the search in the address, and back works', async ({ page }) => {
    await page.goto('/')
    await searchAround(page, '150.1 2.2', '0.3')
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
    const first = page.url()
    await searchAround(page, '10:00:24 +02:12:00', '6′')
    await expect.poll(() => page.url()).not.toBe(first)
    await page.goBack()
    await expect.poll(() => page.url()).toBe(first)
    await page.reload()
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
  })

  test('says what is wrong with a position, and stays usable', async ({ page }) => {
    await page.goto('/')
    await searchAround(page, '400 95', '1')
    await expect(
      page
        .getByText(/400|95/u)
        .and(page.locator('[role=alert], .mantine-InputWrapper-error, [id$=-error]'))
        .first(),
    ).toBeVisible()
    await searchAround(page, '150.1 2.2', '0.2')
    await expect(page.getByRole('status').filter({ hasText: anyImages }).first()).toBeVisible()
  })

  test('has a navigation that leads to every page', async ({ page }) => {
    await page.goto('/')
    for (const name of ['Explore', 'Provenance', 'Processing', 'Upload', 'Query', 'Checks']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
      await expect(page).toHaveTitle(`${name} · Skydax`)
      await expect(page.getByText('There is no page at')).toHaveCount(0)
    }
  })
})
