import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectGoodLooks } from './testing/every-look.ts'
import { copyToReplica, flipByte, putOrphan, removeFile, removeManifest, tamper, withDatabase } from './testing/faults.ts'
import { endElsewhere, signInAgain, signInAs, tokenOf } from './testing/sign-in.ts'
import { failureSwitch } from './testing/under-failure.ts'
import { upload } from './testing/upload.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

const standing = (page: Page) => page.getByRole('status').filter({ hasText: /as of \d{4}/u })
const kindButton = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'What is checked' }).getByRole('button', { name: new RegExp(`^${title}`, 'u') })
const grid = (page: Page) => page.getByRole('grid', { name: 'Findings' })
const details = (page: Page) => page.getByRole('region', { name: 'Selected findings' })

/** Begins a run and waits for its end. */
async function check(page: Page, how: 'Check now' | 'Check every byte'): Promise<void> {
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/api/checks')),
    page.getByRole('button', { name: how }).click(),
  ])
  const { id } = (await answer.json()) as { id: string }
  const run = async () => (await (await page.request.get(`/api/checks/${id}`)).json()) as { state: string }
  await expect.poll(async () => (await run()).state, { timeout: 120_000 }).toBe('done')
  await expect(page.getByRole('button', { name: how })).toBeVisible()
}

/** Chooses a kind, selects all its findings, and repairs them; `says` = what the question must say. */
async function repairAll(page: Page, kind: string, verb: string, says: RegExp): Promise<void> {
  await kindButton(page, kind).click()
  await expect(kindButton(page, kind)).toHaveAttribute('aria-pressed', 'true')
  const [, open = ''] = /(\d+) wrong/u.exec((await kindButton(page, kind).textContent()) ?? '') ?? []
  await expect(grid(page).getByRole('row').filter({ hasText: kind })).toHaveCount(Number(open))
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(Number(open) + 1))
  await details(page).getByRole('button', { name: 'Select all' }).click()
  await details(page)
    .getByRole('button', { name: new RegExp(`^${verb}`, 'u') })
    .click()
  const sheet = page.getByRole('dialog')
  await expect(sheet).toContainText(says)
  await sheet.getByRole('button', { name: verb, exact: true }).click()
  await expect(sheet.getByRole('status')).toHaveText(/^(\d+) of \1 repaired/u)
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(sheet).toHaveCount(0)
  await expect(kindButton(page, kind)).toContainText('nothing wrong')
}

test('who may not see the checks is told what is needed', async ({ page }) => {
  await page.goto('/checks')
  const box = page.getByRole('region', { name: 'Who may see this' })
  await expect(box).toContainText('You are not signed in')
  await expectGoodLooks(page)
  await signInAs(page, 'ada')
  await page.reload()
  await expect(box).toContainText('exec:admin')
  await expect(box).toContainText('You are signed in as ada')
  await box.getByRole('button', { name: 'Sign in as somebody else' }).click()
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await sheet.getByLabel('Token').fill(await tokenOf('keeper'))
  await sheet.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  // the list of kinds scrolls, and the page does not
  await expect(kindButton(page, 'Stuck ingests')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0)
})

test('finds every fault that is put into the archive, and repairs it', async ({ page }) => {
  test.setTimeout(600_000)
  const brought = []
  for (let seed = 1; seed <= 6; seed++)
    brought.push(await upload(page.request, 'ada', `fault-${seed}.fits`, { ra: 10 * seed, dec: -70, object: `fault ${seed}`, seed }))
  const [gone, flipped, plain, cellless, rowless, repainted] = brought as [(typeof brought)[0], ...typeof brought] &
    Record<number, (typeof brought)[0]>
  await copyToReplica()
  await removeFile(gone.sha256)
  await flipByte(flipped!.sha256)
  await removeManifest(plain!.sha256, plain!.imageId)
  const orphans = [await putOrphan('e'), await putOrphan('f')]
  // a preview drawn while the file was damaged
  await flipByte(repainted!.sha256)
  const asAda = { headers: { Authorization: `Bearer ${await tokenOf('ada')}` } }
  expect((await page.request.get(`/api/previews/${encodeURIComponent(repainted!.did)}?size=512`, asAda)).status()).toBe(200)
  await flipByte(repainted!.sha256)
  const [lost] = await withDatabase(async (db) => {
    await db.exec(`DELETE FROM dax.image_cell WHERE image_id = ${cellless!.imageId};
      DELETE FROM dax.prov_generated WHERE entity_no = (SELECT entity_no FROM dax.prov_entity WHERE entity_id = '${plain!.did}');
      DELETE FROM dax.image WHERE image_id = ${rowless!.imageId};
      UPDATE dax.file SET created_at = created_at - interval '2 minutes'`)
    // images of a visit and detector whose catalogue and delivery stay
    return db.rows<{ visit: bigint; detector: number }>(
      `SELECT t.visit, t.detector FROM ap.delivery d JOIN ap.attempt t USING (attempt_id) WHERE d.product = 'images' AND d.state = 'delivered' AND d.why IS NULL
         AND EXISTS (SELECT FROM ap.dia_source s WHERE s.visit = t.visit AND s.detector = t.detector)
         AND NOT EXISTS (SELECT FROM ap.delivery o JOIN ap.attempt u USING (attempt_id) WHERE u.visit = t.visit AND u.detector = t.detector AND o.product = 'images'
           AND (o.state <> 'delivered' OR o.why IS NOT NULL)) ORDER BY 1, 2 LIMIT 1`,
    )
  })
  const away = (from: string, to: string): Promise<void> =>
    tamper(`UPDATE dax.image SET lsst_detector = ${to} WHERE lsst_visit = ${lost!.visit} AND lsst_detector = ${from}`)
  await away(String(lost!.detector), String(lost!.detector + 1000))

  await signInAs(page, 'keeper')
  await page.goto('/checks')
  await check(page, 'Check every byte')
  await expect(standing(page)).toContainText('not as they should be')
  await expectGoodLooks(page, 'all')
  const counts: readonly (readonly [kind: string, n: number])[] = [
    ['Missing files', 1],
    ['Size and checksum', 1],
    ['Orphans', 2],
    ['Manifests', 1],
    ['Images without provenance', 1],
    ['Provenance without images', 1],
    ['Deliveries not there', 1],
    ['Catalogue without images', 1],
    ['Previews', 1],
  ]
  for (const [kind, n] of counts) await expect(kindButton(page, kind), kind).toContainText(`${n} wrong`)

  await repairAll(page, 'Missing files', 'Restore from the replica', /copied from the replica.*SHA-256/u)
  await repairAll(page, 'Size and checksum', 'Restore from the replica', /copied from the replica/u)
  await repairAll(page, 'Orphans', 'Move to quarantine', /leaves the store for the folder “quarantine”.*Its bytes are kept/su)
  await repairAll(page, 'Manifests', 'Make anew', /written anew from the database/u)
  await repairAll(page, 'Left-over manifests', 'Remove', /Its file, if there is one, stays/u)
  await repairAll(page, 'Images without provenance', 'Make anew', /recorded anew/u)
  await repairAll(page, 'Provenance without images', 'Forget', /A tombstone says/u)
  await repairAll(page, 'Coverage', 'Make anew', /cells of the footprint are made anew/u)
  await repairAll(page, 'Previews', 'Make anew', /drawn anew from its file/u)
  await kindButton(page, 'Deliveries not there').click()
  await expect(grid(page).getByRole('row').nth(1)).toContainText(`${lost!.visit}/${lost!.detector}`)
  await grid(page).getByRole('row').nth(1).click()
  await expect(details(page)).toContainText('dax cannot repair this by itself')
  await expectGoodLooks(page)
  await away(String(lost!.detector + 1000), String(lost!.detector))
  // the file of the image that lost its row
  await tamper(`DELETE FROM dax.file WHERE sha256 = '${rowless!.sha256}'`)
  await check(page, 'Check every byte')
  await expect(kindButton(page, 'Orphans')).toContainText('1 wrong')
  await repairAll(page, 'Orphans', 'Move to quarantine', /Its bytes are kept/u)
  await check(page, 'Check every byte')
  await expect(standing(page)).toContainText('All is well')
  await kindButton(page, 'Everything').click()
  await expect(page.getByRole('tabpanel')).toContainText(/Looked at [\d,]+ files/u)
  await expectGoodLooks(page)

  await page.getByRole('tab', { name: 'Repairs' }).click()
  const log = page.getByRole('grid', { name: 'Repairs' })
  await expect(log).toContainText('keeper')
  for (const orphan of orphans) await expect(log).toContainText(orphan)
  await expect(log).toContainText('its SHA-256 is right')
  await expectGoodLooks(page)
  await page.getByRole('tab', { name: 'Runs' }).click()
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('done')
})

test('one walks through it by keyboard; what is refused is told, and logged', async ({ page }) => {
  const bad = await upload(page.request, 'ada', 'keys.fits', { ra: 77, dec: -71, seed: 77 })
  await copyToReplica()
  await removeFile(bad.sha256)
  await signInAs(page, 'keeper')
  await page.goto('/checks')
  await check(page, 'Check now')
  await expect(grid(page).getByRole('row').nth(1)).toContainText('Missing files')
  await grid(page).focus()
  await page.keyboard.press('Space')
  await expect(details(page)).toContainText('is not in the store')
  await page.keyboard.press('Enter')
  await expect(details(page)).toBeFocused()
  // the replica loses it too
  await copyToReplica()
  await page.keyboard.press('Tab')
  await expect(details(page).getByRole('button', { name: 'Restore from the replica' })).toBeFocused()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Restore from the replica' }).press('Enter')
  await expect(sheet.getByRole('alert')).toContainText('The replica does not have')
  await expect(sheet.getByRole('alert')).not.toContainText('404')
  await expectGoodLooks(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await details(page).getByRole('button', { name: 'Forget' }).click()
  await expect(sheet).toContainText('leaves the archive for good')
  await sheet.getByRole('button', { name: 'Leave it as it is' }).click()
  await expect(sheet).toHaveCount(0)
  await details(page).getByRole('button', { name: 'Forget' }).click()
  await sheet.getByRole('button', { name: 'Forget' }).click()
  await expect(sheet.getByRole('status')).toContainText('1 of 1 repaired')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Findings' }).focus()
  await page.keyboard.press('ArrowRight')
  const log = page.getByRole('grid', { name: 'Repairs' })
  await expect(log.getByRole('row').nth(1)).toContainText('done')
  await expect(log.getByRole('row').nth(2)).toContainText('failed')
})

test('tells how far a check is, and stops it', async ({ page }) => {
  await signInAs(page, 'keeper')
  await page.goto('/checks')
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  await withDatabase(async (db) => {
    // the check waits for a table that somebody else holds
    await db.transaction(async (tx) => {
      await tx.exec('LOCK TABLE dax.job IN ACCESS EXCLUSIVE MODE')
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect(page.getByRole('progressbar', { name: 'Check' })).toBeVisible()
      await expect(page.getByRole('main')).toContainText('by keeper')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect.poll(async () => (await db.rows('SELECT 1 FROM dax.check_run WHERE stop_wanted')).length).toBeGreaterThan(0)
    })
  })
  await expect(page.getByRole('status').filter({ hasText: 'was cancelled' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
})

test('a session that ends in the middle asks, and the check goes on', async ({ page }) => {
  await signInAs(page, 'keeper')
  await page.goto('/checks?kind=orphan-file')
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  await endElsewhere(page)
  await page.getByRole('button', { name: 'Check now' }).click()
  const begun = page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/api/checks') && one.status() === 202)
  await signInAgain(page, 'keeper')
  await begun
  await expect(standing(page)).toBeVisible({ timeout: 120_000 })
  await expect(page).toHaveURL(/kind=orphan-file/u)
  await expect(kindButton(page, 'Orphans')).toHaveAttribute('aria-pressed', 'true')
})

test('a service that fails is told, and asked again', async ({ page }) => {
  const network = await failureSwitch(page, /\/api\/checks/u)
  await signInAs(page, 'keeper')
  network.set('503')
  await page.goto('/checks')
  await expect(page.getByRole('alert')).toContainText('failed with status 503')
  await expectGoodLooks(page)
  network.set('none')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  network.set('offline')
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByRole('alert').first()).toContainText('cannot be reached')
})
