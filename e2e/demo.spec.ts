import { expect, test } from '@playwright/test'

/** The static demo, served as plain files: everything that is asked of /api is answered inside the page. */
test.use({ baseURL: `http://127.0.0.1:${Number(process.env['E2E_PORT'] ?? 8791) + 1}` })

test('the static demo finds and shows images without any server', async ({ page }) => {
  const beyond: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1') && !/^(data|blob):/u.test(request.url())) beyond.push(request.url())
  })
  await page.goto('/')
  await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('complementary', { name: 'Failures for testing' })).toBeVisible()

  await page.getByRole('combobox', { name: /failure/u }).selectOption('503')
  await page.getByLabel('Radius', { exact: true }).fill('0.2')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: /status 503/u })).toBeVisible()
  await page.getByRole('combobox', { name: /failure/u }).selectOption('none')
  await page.getByRole('button', { name: 'Try again' }).click()

  const row = page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)
  await expect(row).toBeVisible()
  await row.click()
  await page.getByRole('button', { name: 'Open image' }).click()
  await expect(page.getByRole('img', { name: /Calibrated exposure/u })).toBeVisible({ timeout: 60_000 })
  expect(beyond).toEqual([])
})
