import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { blockContent } from './testing/faults.ts'
import { ownFits, packedFits } from './testing/own-fits.ts'
import { signInAs } from './testing/sign-in.ts'
import { button, dropPaths, files, fresh, give, openAgain, openUpload, rowOf } from './testing/upload-page.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

test('folders are dropped, or chosen, with all that lies in them; fpack files too', async ({ page }) => {
  const seed = fresh()
  const folder = await mkdtemp(join(tmpdir(), 'skydax-drop-'))
  await mkdir(join(folder, 'night', 'deep'), { recursive: true })
  const packed = packedFits(`packed-${seed}.fits.fz`, seed)
  const plain = ownFits(`plain-${seed}.fits`, { seed })
  await writeFile(join(folder, 'night', plain.name), plain.buffer)
  await writeFile(join(folder, 'night', 'deep', packed.name), packed.buffer)
  await writeFile(join(folder, 'night', 'notes.txt'), 'none')
  await openUpload(page)
  await dropPaths(page, join(folder, 'night'))
  await expect(page.getByRole('status').filter({ hasText: 'night/notes.txt was left out' })).toBeVisible()
  await expect(rowOf(page, `night/deep/${packed.name}`)).toContainText('ready')
  await expect(rowOf(page, `night/${plain.name}`)).toContainText('ready')
  // chosen once more: they are there already
  await page.getByLabel('Folder', { exact: true }).and(page.locator('input[type=file]')).setInputFiles(join(folder, 'night'))
  await expect(files(page)).toHaveAttribute('aria-rowcount', '3')
  await rowOf(page, packed.name).click()
  const about = page.getByRole('region', { name: `About night/deep/${packed.name}` })
  await expect(about).toContainText(packed.object)
  await expect(about.getByRole('figure')).toBeVisible()
  await button(page, 'Upload').click()
  for (const name of [packed.name, plain.name]) await expect(rowOf(page, name)).toContainText('searchable')
  await about.getByRole('link', { name: 'Open the image' }).click()
  await expect(page.getByRole('img', { name: new RegExp(`packed-${seed}`, 'u') })).toBeVisible()
  await rm(folder, { recursive: true })
})

test('a failed ingest says what became of it, and is tried again when the trouble is over', async ({ page }) => {
  const given = ownFits(`stuck-${fresh()}.fits`, { seed: fresh() })
  const unblock = await blockContent(createHash('sha256').update(given.buffer).digest('hex'))
  await openUpload(page, 'ben')
  await give(page, given)
  await expect(rowOf(page, given.name)).toContainText('ready')
  await button(page, 'Upload').click()
  const about = page.getByRole('region', { name: `About ${given.name}` })
  const again = about.getByRole('button', { name: 'Try the ingest again' })
  await expect(again).toBeVisible()
  await expect(page.getByRole('button', { name: 'With problems 1' })).toBeVisible()
  await expectNoViolation(page)
  // nothing has changed: it fails again, and can be tried again
  await again.click()
  await expect(again).toHaveCount(0)
  await expect(again).toBeVisible()
  await unblock()
  await again.click()
  await expect(rowOf(page, given.name)).toContainText('searchable')
})

test('what is sent for a group is found by its members, and by nobody else', async ({ page, browser }) => {
  const seed = fresh()
  await openUpload(page)
  const given = ownFits(`ours-${seed}.fits`, { seed, object: `ours ${seed}` })
  await give(page, given)
  await expect(rowOf(page, given.name)).toContainText('ready')
  await page.getByLabel('Who may see them').selectOption('A group')
  await page.getByLabel(/^Group/u).selectOption('qa')
  await button(page, 'Upload').click()
  await expect(rowOf(page, given.name)).toContainText('searchable')
  await page.getByRole('link', { name: 'Open the image' }).click()
  await expect(page).toHaveURL(/\/images\//u)
  const address = new URL(page.url()).pathname
  for (const [user, isMember] of [
    ['ben', true],
    ['eve', false],
  ] as const) {
    const context = await browser.newContext()
    const other = await context.newPage()
    await signInAs(other, user)
    const QUERY = `SELECT COUNT(*) FROM ivoa.obscore WHERE target_name = 'ours ${seed}'`
    const counted = await other.request.get('/api/tap/sync', { params: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY } })
    expect((await counted.text()).trim().split(/\s+/u)[1]).toBe(isMember ? '1' : '0')
    await other.goto(address)
    if (isMember) await expect(other.getByRole('heading', { name: new RegExp(`ours-${seed}`, 'u') })).toBeVisible()
    else await expect(other.getByRole('main')).toContainText('knows no image')
    // dropped by another, it is told to those who may know of it
    await openAgain(other)
    await give(other, given)
    await expect(rowOf(other, given.name)).toContainText(isMember ? 'the archive has it already' : 'ready')
    await context.close()
  }
})
