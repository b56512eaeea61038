import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { smallFits } from '../dax/archive/testing/small-fits.ts'
import { expectGoodLooks } from './testing/every-look.ts'
import { endElsewhere, signInAgain, signInAs, tokenOf } from './testing/sign-in.ts'
import { failureSwitch } from './testing/under-failure.ts'
import { upload } from './testing/upload.ts'
import type { Uploaded } from './testing/upload.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

const region = (page: Page) => page.getByRole('region', { name: 'My images', exact: true })
const grid = (page: Page) => region(page).getByRole('grid', { name: 'My images' })
const row = (page: Page, name: string) => grid(page).getByRole('row').filter({ hasText: name })
const tools = (page: Page) => page.getByRole('region', { name: 'Selected images' })

/** Three private images of ben, and the page that lists them. */
async function open(page: Page, prefix: string, seed: number): Promise<readonly Uploaded[]> {
  const brought: Uploaded[] = []
  for (let i = 0; i < 3; i++)
    brought.push(await upload(page.request, 'ben', `${prefix}-${i}.fits`, { ra: seed + i, dec: -74, object: `${prefix} ${i}`, seed: seed + i }))
  await signInAs(page, 'ben')
  await page.goto('/upload')
  await region(page).getByLabel('Search my images').fill(prefix)
  await expect(region(page).getByRole('status').first()).toHaveText('3 images found')
  return brought
}

const statusOf = async (page: Page, path: string, user: 'ada' | 'ben' | null): Promise<number> => {
  const headers = user === null ? {} : { Authorization: `Bearer ${await tokenOf(user)}` }
  return (await fetch(new URL(path, page.url()), { headers })).status
}

test('asks who one is, and lists nothing of others', async ({ page }) => {
  await page.goto('/upload')
  await expect(region(page)).toContainText('once you have signed in')
  await expectGoodLooks(page)
  await signInAs(page, 'eve')
  await page.reload()
  await expect(region(page)).toContainText('You have no images here yet')
  await expect(region(page).getByRole('meter', { name: 'Quota used' })).toBeVisible()
  await expectGoodLooks(page)
})

test('one image: found, changed with its history, downloaded, deleted with a tombstone', async ({ page }) => {
  test.setTimeout(400_000)
  const [first] = await open(page, 'alpha', 110)
  await expect(row(page, 'alpha-0.fits')).toContainText('private')
  await expectGoodLooks(page, 'all')
  // what comes meanwhile is listed by itself
  await upload(page.request, 'ben', 'alpha-3.fits', { ra: 113, dec: -74, seed: 113 })
  await expect(region(page).getByRole('status').first()).toHaveText('4 images found')
  await row(page, 'alpha-0.fits').click()
  expect(await statusOf(page, `/api/files/${first!.imageId}`, null)).toBe(404)

  await tools(page).getByRole('button', { name: 'Change' }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByLabel('Target', { exact: true })).toHaveValue('alpha 0')
  await expectGoodLooks(page)
  await sheet.getByLabel('Title', { exact: true }).fill('The first of all')
  await sheet.getByLabel('Target', { exact: true }).fill('')
  await sheet.getByRole('radio', { name: /public/u }).check()
  await expect(sheet).toContainText('Who has downloaded it keeps it')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet.getByRole('status')).toContainText('1 of 1 changed')
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(row(page, 'alpha-0.fits')).toContainText('public')
  await expect(row(page, 'alpha-0.fits')).toContainText('The first of all')
  expect(await statusOf(page, `/api/files/${first!.imageId}`, null)).toBe(200)

  await tools(page).getByRole('button', { name: 'History' }).click()
  const cells = async (text: string) => sheet.getByRole('row').filter({ hasText: text }).getByRole('cell').allTextContents()
  await expect(sheet.getByRole('row').filter({ hasText: 'Visibility' })).toContainText('private')
  expect((await cells('Visibility')).slice(1)).toEqual(['ben', 'Visibility', 'private', 'public'])
  expect((await cells('Target')).slice(1)).toEqual(['ben', 'Target', 'alpha 0', 'nothing'])
  await expectGoodLooks(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  const [saved] = await Promise.all([page.waitForEvent('download'), tools(page).getByRole('button', { name: 'Download' }).click()])
  expect(saved.suggestedFilename()).toBe('alpha-0.fits')
  expect(new Uint8Array(await readFile(await saved.path()))).toEqual(smallFits({ ra: 110, dec: -74, object: 'alpha 0', seed: 110 }))
  await expect(tools(page).getByRole('status')).toContainText('1 of 1 downloaded')

  await tools(page).getByRole('button', { name: 'Delete' }).click()
  await expect(sheet).toContainText('This cannot be undone')
  await expect(sheet).toContainText('a tombstone for each')
  await expectGoodLooks(page)
  await sheet.getByRole('button', { name: 'Keep it' }).click()
  await expect(sheet).toHaveCount(0)
  await expect(row(page, 'alpha-0.fits')).toBeVisible()
  await tools(page).getByRole('button', { name: 'Delete' }).click()
  await sheet.getByLabel('Reason').fill('wrong field')
  await sheet.getByRole('button', { name: 'Delete it' }).click()
  await expect(sheet.getByRole('status')).toContainText('1 of 1 deleted')
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(row(page, 'alpha-0.fits')).toHaveCount(0)
  await expect(region(page).getByRole('status').first()).toHaveText('3 images found')
  expect(await statusOf(page, `/api/images/${first!.imageId}`, 'ben')).toBe(410)
  expect(await statusOf(page, `/api/files/${first!.imageId}`, null)).toBe(404)
  await region(page).getByRole('button', { name: 'Deleted images' }).click()
  await expect(sheet.getByRole('row').filter({ hasText: first!.did })).toContainText('wrong field')
  await expectGoodLooks(page)
})

test('many at once, by keyboard: shared with a group, fetched by a script, deleted', async ({ page }) => {
  test.setTimeout(400_000)
  const brought = await open(page, 'beta', 120)
  // by pointer too: from one row to another, and no text with them
  await row(page, 'beta-0.fits').click()
  await row(page, 'beta-2.fits').click({ modifiers: ['Shift'] })
  await expect(tools(page)).toContainText('3 selected')
  expect(await page.evaluate(() => String(getSelection()))).toBe('')
  await tools(page).getByRole('button', { name: 'Clear' }).click()
  await grid(page).focus()
  await page.keyboard.press('Control+a')
  await expect(tools(page)).toContainText('3 selected')
  await page.keyboard.press('Enter')
  await expect(tools(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Change 3 images' })
  await expect(sheet).toBeVisible()
  await sheet.getByRole('button', { name: 'Change 3 images' }).click()
  await expect(sheet.getByRole('alert')).toContainText('Nothing is changed yet')
  await sheet.getByRole('radio', { name: /group/u }).check()
  await expect(sheet.getByRole('combobox')).toHaveValue('qa')
  await sheet.getByLabel('Proposal').fill('P-77')
  await expectGoodLooks(page)
  await sheet.getByRole('button', { name: 'Change 3 images' }).click()
  await expect(sheet.getByRole('status')).toContainText('3 of 3 changed')
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(grid(page).getByRole('row').filter({ hasText: 'group qa' })).toHaveCount(3)
  for (const { imageId } of brought) {
    expect(await statusOf(page, `/api/files/${imageId}`, 'ada')).toBe(200)
    expect(await statusOf(page, `/api/files/${imageId}`, null)).toBe(404)
  }
  await region(page).getByLabel('Visibility').selectOption('public')
  await expect(region(page)).toContainText('None of your images matches')
  await region(page).getByLabel('Visibility').selectOption('group')
  await expect(grid(page).getByRole('row').filter({ hasText: 'group qa' })).toHaveCount(3)

  await tools(page).getByRole('button', { name: 'Select all' }).click()
  const [script] = await Promise.all([page.waitForEvent('download'), tools(page).getByRole('button', { name: 'Download script' }).click()])
  const text = await readFile(await script.path(), 'utf8')
  for (const { sha256 } of brought) expect(text).toContain(sha256)
  await tools(page).getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('dialog', { name: 'Delete 3 images?' })
  await question.getByRole('button', { name: 'Delete 3 images' }).click()
  await expect(question.getByRole('status')).toContainText('3 of 3 deleted')
  await page.keyboard.press('Escape')
  await expect(region(page)).toContainText('None of your images matches')
})

test('two editors: the second is told, reads again, and loses nothing of the first', async ({ page }) => {
  const [first] = await open(page, 'gamma', 130)
  await row(page, 'gamma-0.fits').click()
  await tools(page).getByRole('button', { name: 'Change' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Title', { exact: true }).fill('by the second')
  const headers = { Authorization: `Bearer ${await tokenOf('ben')}`, 'Content-Type': 'application/json' }
  const changed = await fetch(new URL(`/api/images/${first!.imageId}`, page.url()), {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ obs_title: 'by the first' }),
  })
  expect(changed.status).toBe(200)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet.getByRole('alert')).toContainText('Somebody changed the image since you read it')
  await expectGoodLooks(page)
  await sheet.getByRole('button', { name: 'Read it again' }).click()
  await expect(sheet.getByLabel('Title', { exact: true })).toHaveValue('by the first')
})

test('a session that ends in the middle of a change asks, and the change goes on', async ({ page }) => {
  await open(page, 'delta', 140)
  await row(page, 'delta-1.fits').click()
  await tools(page).getByRole('button', { name: 'Change' }).click()
  const sheet = page.getByRole('dialog', { name: 'Change this image' })
  await sheet.getByLabel('Title', { exact: true }).fill('kept words')
  await endElsewhere(page)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await signInAgain(page, 'ben')
  await expect(sheet.getByRole('status')).toContainText('1 of 1 changed')
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(row(page, 'delta-1.fits')).toContainText('kept words')
})

test('a list that cannot be read says why, and is read again', async ({ page }) => {
  const network = await failureSwitch(page, /\/api\/images/u)
  await signInAs(page, 'eve')
  network.set('503')
  await page.goto('/upload')
  await expect(region(page).getByRole('alert')).toContainText('failed with status 503')
  await expectGoodLooks(page)
  network.set('none')
  await region(page).getByRole('button', { name: 'Try again' }).click()
  await expect(region(page)).toContainText('You have no images here yet')
})
