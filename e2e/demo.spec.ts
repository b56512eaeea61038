import { expect, test } from '@playwright/test'
import { ownFits } from './testing/own-fits.ts'
import { button, give, rowOf } from './testing/upload-page.ts'

/** The static demo, served as plain files: everything that is asked of /api is answered inside the page. */
test.use({ baseURL: `http://127.0.0.1:${Number(process.env['E2E_PORT'] ?? 8791) + 1}` })

test('the static demo finds and shows images without any server', async ({ page }) => {
  const beyond: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1') && !/^(data|blob):/u.test(request.url())) beyond.push(request.url())
  })
  await page.goto('/')
  await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })).toBeVisible({ timeout: 60_000 })
  // folded away until it is asked for
  await expect(page.getByRole('combobox', { name: /failure/u })).toBeHidden()
  await page.getByRole('complementary', { name: 'Failures for testing' }).getByText('dax inside').click()

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

test('the static demo shows the night: drawn, asked, noted, followed', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('/')
  await page.getByRole('link', { name: 'Processing', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Night', exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('status').filter({ hasText: 'processed after a later visit' })).toContainText('detector-visits')
  await expect(page.getByRole('application', { name: 'Lanes of the night' })).toHaveAttribute('data-idle')
  await expect(page.locator('.live')).toHaveText('live')
  const question = page.getByRole('list', { name: 'Questions' }).getByRole('listitem').filter({ hasText: 'Alerts without images' })
  await expect(question.getByRole('button')).toContainText(/\d+ attempts/u, { timeout: 60_000 })
  await question.getByRole('button').click()
  await page.getByRole('tab', { name: 'Table', exact: true }).click()
  await page.getByRole('grid', { name: 'Attempts' }).getByRole('row').nth(1).click()
  await expect(page.locator('#night-selected')).toContainText('images: failed')
  await page.getByRole('button', { name: 'Add a note' }).click()
  await page.getByRole('form', { name: 'New note' }).getByLabel('Note').fill('seen without a server')
  await page.getByRole('form', { name: 'New note' }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('seen without a server')
  expect(errors).toEqual([])
})

test('the static demo takes images in, and shows them, without any server', async ({ page }) => {
  const beyond: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1') && !/^(data|blob):/u.test(request.url())) beyond.push(request.url())
  })
  await page.goto('/')
  await page.getByRole('link', { name: 'Upload', exact: true }).click()
  const given = ownFits('of-my-own.fits', { seed: 3, object: 'of my own' })
  await give(page, given)
  const row = rowOf(page, given.name)
  await expect(row).toContainText('ready')
  await page.getByLabel('Who may see them').selectOption('Everybody')
  await button(page, 'Upload').click()
  await page.getByRole('dialog', { name: 'Sign in' }).getByRole('button', { name: 'Sign in as the owner of this demo' }).click({ timeout: 60_000 })
  await expect(row).toContainText('searchable', { timeout: 60_000 })
  const about = page.getByRole('region', { name: `About ${given.name}` })
  await about.getByText('Log', { exact: true }).click()
  await expect(about.getByRole('list', { name: 'Log of the ingest' })).toContainText('searches find it')
  await expect(page.getByRole('region', { name: 'My images' }).getByRole('row').filter({ hasText: 'of my own' })).toBeVisible()
  await about.getByRole('link', { name: 'Open the image' }).click()
  await expect(page.getByRole('img', { name: /of-my-own/u })).toBeVisible({ timeout: 60_000 })
  expect(beyond).toEqual([])
})
