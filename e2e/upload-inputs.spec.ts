import { expect, test } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { ownFits } from './testing/own-fits.ts'
import { button, fresh, give, openUpload, rowOf } from './testing/upload-page.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

test('inputs are picked from the archive, and become the lineage of the image', async ({ page }) => {
  const seed = fresh()
  await openUpload(page)
  await give(page, ownFits(`made-${seed}.fits`, { seed }))
  await expect(rowOf(page, `made-${seed}.fits`)).toContainText('ready')
  await page.getByRole('button', { name: 'Pick from the archive' }).click()
  const sheet = page.getByRole('dialog', { name: 'Made from' })
  await sheet.getByLabel('Name, target, collection or id').fill('visit_image')
  await sheet.getByRole('button', { name: 'Find', exact: true }).click()
  const first = sheet.getByRole('list', { name: 'Images found' }).getByRole('checkbox').first()
  await first.check()
  await expect(sheet).toContainText('1 taken')
  await expectNoViolation(page)
  await page.keyboard.press('Escape')
  await expect(page.getByLabel(/^Made from/u)).toHaveValue(/^ivo:/u)
  const input = await page.getByLabel(/^Made from/u).inputValue()
  await button(page, 'Upload').click()
  const row = rowOf(page, `made-${seed}.fits`)
  await expect(row).toContainText('searchable')
  const { ingests } = (await (await page.request.get('/api/ingests?last=1')).json()) as { ingests: { did: string }[] }
  const lineage = await page.request.get(`/api/provenance/lineage?ID=${encodeURIComponent(ingests[0]?.did ?? '')}&DEPTH=2`)
  expect(await lineage.text()).toContain(input)
})

test('inputs are picked by clicking on the map', async ({ page }) => {
  const seed = fresh()
  await openUpload(page)
  await give(page, ownFits(`over-${seed}.fits`, { seed, at: [150.11, 2.23] }))
  await expect(rowOf(page, `over-${seed}.fits`)).toContainText('ready')
  await page.getByRole('button', { name: 'Pick from the archive' }).click()
  const sheet = page.getByRole('dialog', { name: 'Made from' })
  const list = sheet.getByRole('list', { name: 'Images found' })
  // those under the file's footprint are asked for by themselves
  await expect(list.getByRole('checkbox').first()).toBeVisible()
  const all = await list.getByRole('checkbox').count()
  const map = sheet.getByRole('region', { name: 'Images found, on the sky' })
  await expect(map.locator('canvas').first()).toBeVisible()
  await expect(async () => {
    await map.click()
    await expect(sheet.getByText(/at the point that was clicked/u)).toBeVisible({ timeout: 1000 })
  }).toPass()
  expect(await list.getByRole('checkbox').count()).toBeGreaterThan(0)
  await list.getByRole('checkbox').first().check()
  await expect(sheet).toContainText('1 taken')
  await expectNoViolation(page)
  // by keyboard: the map's centre
  await sheet.getByRole('button', { name: `All ${all} found` }).click()
  await map.focus()
  await page.keyboard.press('Enter')
  await expect(sheet.getByText(/at the point that was clicked/u)).toBeVisible()
  await sheet.getByRole('button', { name: 'Find in this view' }).click()
  await expect(sheet.getByText(/images? found/u)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByLabel(/^Made from/u)).toHaveValue(/^ivo:/u)
  // the map of the page is there again
  await expect(page.getByRole('region', { name: 'Sky map' }).locator('canvas').first()).toBeVisible()
})
