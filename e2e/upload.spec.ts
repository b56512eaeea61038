import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { cutLine, type CutLine } from './testing/cut-line.ts'
import { ownFits, realFits, type Given } from './testing/own-fits.ts'
import { signInAs, tokenOf } from './testing/sign-in.ts'
import { button, drop, files, fresh, give, openAgain, openUpload, rowOf } from './testing/upload-page.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

test('a dropped image is read before a byte is sent, goes in step by step, and is then a full member', async ({ page, request }) => {
  const seed = fresh()
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await openUpload(page)
  await expectNoViolation(page)
  const real = realFits('HorseHead.fits')
  const given = ownFits(`own-${seed}.fits`, { seed, object: `star ${seed}` })
  await drop(page, given, { ...given, name: 'notes.txt' }, ...(real === null ? [] : [real]))
  await expect(page.getByRole('status').filter({ hasText: 'notes.txt was left out' })).toBeVisible()
  const row = rowOf(page, `own-${seed}.fits`)
  await expect(row).toContainText('ready')
  await expect(row).toContainText('2026-03-01 02:00')
  await row.click()
  const about = page.getByRole('region', { name: `About own-${seed}.fits` })
  for (const words of [`star ${seed}`, 'own camera', '30 s', 'ICRS']) await expect(about).toContainText(words)
  await expect(about.getByRole('figure')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Sky map' })).toBeVisible()
  if (real !== null) await expect(rowOf(page, 'HorseHead.fits')).toContainText(/ready|has it already/u)
  expect(requests.filter((one) => one === 'POST /api/uploads')).toEqual([])
  await page.getByLabel('Who may see them').selectOption('Everybody')
  await page.getByLabel('By which software').fill('SWarp')
  await page.getByLabel('Version').fill('2.41.5')
  await page.getByLabel('Licence').fill('CC-BY-4.0')
  await button(page, 'Upload').click()
  await expect(row).toContainText('searchable')
  await expect(page.getByRole('progressbar', { name: `own-${seed}.fits` })).toHaveJSProperty('value', given.buffer.length)
  const steps = about.getByRole('list', { name: 'Steps of the ingest' })
  await expect(steps.getByRole('listitem')).toHaveText(['received', 'verified', 'read', 'stored', 'registered', 'preview', 'searchable'])
  await about.getByText('Log', { exact: true }).click()
  await expect(about.getByRole('list', { name: 'Log of the ingest' })).toContainText('searchable')
  // everybody finds it now
  const adql = `SELECT target_name FROM ivoa.obscore WHERE target_name = 'star ${seed}'`
  const found = await request.get('/api/tap/sync', { params: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: adql } })
  expect(await found.text()).toContain(`star ${seed}`)
  await about.getByRole('link', { name: 'Open the image' }).click()
  await expect(page.getByRole('heading', { name: new RegExp(`own-${seed}`, 'u') })).toBeVisible()
  await expect(page.getByRole('img', { name: new RegExp(`own-${seed}`, 'u') })).toBeVisible()
  await page.goBack()
  await expect(rowOf(page, `own-${seed}.fits`)).toContainText('searchable')
  await openAgain(page)
  await give(page, given)
  await expect(rowOf(page, `own-${seed}.fits`)).toContainText('the archive has it already')
  await expect(button(page, 'Upload')).toBeDisabled()
})

test('a header that lacks its place is named, mended here, and the image goes in; packed ones too', async ({ page }) => {
  const seed = fresh()
  await openUpload(page, 'ben')
  const plain = ownFits(`lost-${seed}.fits`, { seed, wcs: false })
  const other = ownFits(`zip-${seed}.fits`, { seed: seed + 1, wcs: false })
  await give(page, plain, { ...other, name: `${other.name}.gz`, buffer: gzipSync(other.buffer) })
  for (const name of [plain.name, `${other.name}.gz`]) await expect(rowOf(page, name)).toContainText(/CTYPE1/u)
  await expect(button(page, 'Upload')).toBeDisabled()
  await page.getByLabel('All files').and(page.getByRole('checkbox')).check()
  await rowOf(page, plain.name).click()
  const about = page.getByRole('region', { name: `About ${plain.name}` })
  await expect(about).toContainText('The archive cannot take it as an image')
  await expect(about.getByLabel('Keyword')).toHaveValue('CTYPE1')
  await about.getByLabel('Value').fill('RA---TÄN')
  await button(page, 'Change the card').click()
  await expect(about.getByRole('alert')).toContainText('characters that FITS does not know')
  await about.getByLabel('Value').fill('RA---TAN')
  await button(page, 'In all 2 marked').click()
  for (const name of [plain.name, `${other.name}.gz`]) await expect(rowOf(page, name)).toContainText('ready')
  await button(page, 'Upload').click()
  for (const name of [plain.name, `${other.name}.gz`]) await expect(rowOf(page, name)).toContainText('searchable')
})

const chunk = 4_194_304
/** 10.6 MB: three chunks. */
const large = (seed: number): Given => ownFits(`large-${seed}.fits`, { seed, side: 2300 })

/** A page that has read a file and sent its first chunk, when the line was cut in the middle of the second. */
async function cutInMidUpload(page: Page, baseURL: string, given: Given, user: 'ada' | 'ben' | 'eve'): Promise<CutLine> {
  const line = await cutLine(baseURL)
  await signInAs(page, user)
  await openAgain(page, line.origin)
  await give(page, given)
  await expect(rowOf(page, given.name)).toContainText('ready')
  // the first chunk, half of the second, and the heads of both requests
  line.cutAfter(1.5 * chunk)
  await button(page, 'Upload').click()
  await expect(rowOf(page, given.name)).toContainText(/again in \d+ s: .*cannot be reached/u)
  await expect(page.getByRole('progressbar', { name: given.name })).toHaveJSProperty('value', chunk)
  return line
}

/** Where each request for bytes began. */
function offsetsOf(page: Page): readonly string[] {
  const offsets: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset'] ?? '')
  })
  return offsets
}

test('a cut line is said, and the upload goes on by itself from the bytes that were acknowledged', async ({ page, baseURL }) => {
  const given = large(fresh())
  const offsets = offsetsOf(page)
  const line = await cutInMidUpload(page, baseURL ?? '', given, 'ada')
  line.mend()
  await expect(rowOf(page, given.name)).toContainText('searchable')
  expect(offsets.slice(0, 3)).toEqual([chunk, chunk, 2 * chunk].map(String))
  await line.close()
})

test('an upload goes on after a reload: its file is asked for, and known by its content', async ({ page, context, baseURL }) => {
  const given = large(fresh())
  const line = await cutInMidUpload(page, baseURL ?? '', given, 'ada')
  await button(page, 'Pause').click()
  await expect(rowOf(page, given.name)).toContainText('paused at 39 %')
  await page.close()
  await line.close()
  const later = await context.newPage()
  await later.emulateMedia({ reducedMotion: 'reduce' })
  await openAgain(later)
  const unfinished = later.getByRole('region', { name: 'Unfinished uploads' })
  await expect(unfinished).toContainText(`${given.name}: 4.2 MB of 11 MB`)
  await expectNoViolation(later)
  const offsets = offsetsOf(later)
  // under another name: what counts is the content
  await give(later, { ...given, name: 'renamed.fits' })
  await expect(rowOf(later, 'renamed.fits')).toContainText('paused at 39 %')
  await expect(unfinished.filter({ hasText: given.name })).toHaveCount(0)
  await button(later, 'Resume').click()
  await expect(rowOf(later, 'renamed.fits')).toContainText('searchable')
  expect(offsets).toEqual([chunk, 2 * chunk].map(String))
})

test('a session that ends in mid upload asks to sign in, and goes on', async ({ page, baseURL }) => {
  const given = large(fresh())
  const offsets = offsetsOf(page)
  const line = await cutInMidUpload(page, baseURL ?? '', given, 'ben')
  await page.context().clearCookies()
  line.mend()
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await sheet.getByLabel('Token').fill(await tokenOf('ben'))
  await sheet.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(rowOf(page, given.name)).toContainText('searchable')
  expect(offsets.every((offset) => Number(offset) >= chunk)).toBe(true)
  await line.close()
})

test('what is cancelled leaves nothing behind', async ({ page, baseURL }) => {
  const given = large(fresh())
  const line = await cutInMidUpload(page, baseURL ?? '', given, 'eve')
  line.mend()
  await button(page, 'Cancel').click()
  await expect(rowOf(page, given.name)).toContainText('cancelled')
  const left = async () => (await (await page.request.get('/api/ingests?state=receiving')).json()) as { ingests: unknown[] }
  await expect.poll(async () => (await left()).ingests).toEqual([])
  await line.close()
})

test('nobody is asked to sign in before files are to be sent', async ({ page }) => {
  const given = ownFits('nobody.fits', { seed: fresh() })
  await page.goto('/upload')
  await give(page, given)
  await expect(rowOf(page, 'nobody.fits')).toContainText('ready')
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await expect(sheet).toHaveCount(0)
  await button(page, 'Upload').click()
  await expect(sheet).toContainText('Sign in to send files')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(rowOf(page, 'nobody.fits')).toContainText('ready')
})

test('the list is walked by keyboard, and a part of it can be looked at', async ({ page }) => {
  const seed = fresh()
  await openUpload(page)
  const given = Array.from({ length: 30 }, (_, i) => ownFits(`k${String(i).padStart(2, '0')}.fits`, { seed: seed + i, side: 8, wcs: i % 10 !== 9 }))
  await give(page, ...given)
  await expect(page.getByRole('button', { name: 'With problems 3' })).toBeVisible()
  await files(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'About k02.fits' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByText('1 file marked.')).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.getByRole('region', { name: 'About k29.fits' })).toBeVisible()
  await page.getByRole('button', { name: 'With problems 3' }).click()
  await expect(files(page)).toHaveAttribute('aria-rowcount', '4')
})

for (const scheme of ['light', 'dark'] as const)
  test(`the page passes axe with files on it (${scheme}), wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const seed = fresh()
    await openUpload(page)
    await give(page, ownFits('good.fits', { seed }), ownFits('bad.fits', { seed: seed + 1, wcs: false }))
    await expect(rowOf(page, 'bad.fits')).toContainText('CTYPE1')
    await rowOf(page, 'bad.fits').click()
    await expect(page.getByRole('region', { name: 'About bad.fits' }).getByLabel('Keyword')).toBeVisible()
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 })
      await expectNoViolation(page)
      expect(await page.evaluate(() => document.querySelector('main')!.scrollWidth - document.querySelector('main')!.clientWidth)).toBe(0)
    }
  })
