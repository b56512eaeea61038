import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { endElsewhere, oneTimeLink, signInAgain, signInAs, tokenOf } from './testing/sign-in.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

const banner = (page: Page) => page.getByRole('banner')

test('the owner signs in by the link, once, makes a token, copies it, and revokes it', async ({ page, request }) => {
  const link = await oneTimeLink()
  await page.goto(link)
  await expect(banner(page).getByRole('link', { name: 'Account of owner' })).toBeVisible()
  await banner(page).getByRole('link', { name: 'Account of owner' }).click()
  await expect(page.getByText('Owner of this archive')).toBeVisible()
  await expectNoViolation(page)
  await page.getByLabel('What it is for').fill('my notebook')
  await page.getByRole('button', { name: 'Create token' }).click()
  const shown = page.getByRole('region', { name: 'New token my notebook' })
  const token = (await shown.getByText(/^gt-/u).textContent()) ?? ''
  const asked = () => request.get('/auth/api/v1/token-info', { headers: { Authorization: `Bearer ${token}` } })
  expect(await (await asked()).json()).toMatchObject({
    username: 'owner',
    token_name: 'my notebook',
    scopes: ['read:alertdb', 'read:image', 'read:tap'],
  })
  await expectNoViolation(page)
  await shown.getByRole('button', { name: 'I have it' }).click()
  await page.getByRole('button', { name: 'Revoke my notebook' }).click()
  await expect(page.getByRole('cell', { name: 'my notebook' })).toHaveCount(0)
  expect((await asked()).status()).toBe(401)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(banner(page).getByRole('button', { name: 'Sign in' })).toBeVisible()
  await page.goto(link)
  await expect(page.getByRole('alert')).toContainText('used already')
})

test('a session that ends in the middle asks, and goes on where it was', async ({ page }) => {
  await page.goto('/account')
  await page.getByLabel('Token').fill(await tokenOf('ada'))
  await page.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
  await page.getByLabel('What it is for').fill('kept words')
  await endElsewhere(page)
  await page.getByRole('button', { name: 'Create token' }).click()
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await expect(sheet).toContainText('revoked')
  await expectNoViolation(page)
  await sheet.getByLabel('Token').fill(await tokenOf('ada'))
  await sheet.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'New token kept words' })).toBeVisible()
})

test('who does not sign in again reads on as nobody; what is typed meanwhile asks nobody', async ({ page }) => {
  await signInAs(page, 'ada')
  await page.goto('/?pos=150.1+2.2&r=0.1')
  const found = page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })
  await expect(found.first()).toBeVisible()
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
  await endElsewhere(page)
  await page.getByLabel('Radius', { exact: true }).fill('0.2')
  await expect(page.getByText('the archive gives no count')).toBeVisible()
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await expect(sheet).toHaveCount(0)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(sheet).toContainText('revoked')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(found.first()).toBeVisible()
  await expect(banner(page).getByRole('button', { name: 'Sign in' })).toBeVisible()
})

test('a wrong token is told where it was typed, and everything public works without one', async ({ page }) => {
  await page.goto('/')
  await banner(page).getByRole('button', { name: 'Sign in' }).click()
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await sheet.getByLabel('Token').fill('gt-nonsense')
  await sheet.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(sheet.getByRole('alert')).toContainText('malformed')
  await expectNoViolation(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('row').nth(1)).toBeVisible()
})

test('a search whose session ended asks, and goes on where it was', async ({ page }) => {
  await signInAs(page, 'ada')
  await page.goto('/?pos=150.1+2.2&r=0.1')
  const found = page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })
  await expect(found.first()).toBeVisible()
  const before = (await found.first().textContent()) ?? ''
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
  await endElsewhere(page)
  await page.getByLabel('Radius', { exact: true }).fill('0.4')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await signInAgain(page, 'ada')
  await expect(page).toHaveURL(/r=0\.4/u)
  await expect(found.filter({ hasNotText: before }).first()).toBeVisible()
  await expect(page.getByLabel('Radius', { exact: true })).toHaveValue('0.4')
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
})

test('a question about provenance whose session ended asks, and is answered', async ({ page }) => {
  await signInAs(page, 'ada')
  await page.goto('/provenance/failed-quanta')
  const ask = page.getByRole('button', { name: 'Run', exact: true })
  await expect(ask).toBeVisible()
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
  await endElsewhere(page)
  await ask.click()
  await signInAgain(page, 'ada')
  await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ rows?$/u })).toBeVisible()
  await expect(page).toHaveURL(/\/provenance\/failed-quanta/u)
  await expect(banner(page).getByRole('link', { name: 'Account of ada' })).toBeVisible()
})
