import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'

interface Keys {
  readonly link: string
  readonly tokens: Readonly<Record<string, string>>
  readonly data: string
}

export type User = 'ada' | 'ben' | 'eve' | 'keeper' | 'pipeline'

/** What serve.mjs makes for the tests when it serves: the one-time link of the owner, and tokens of users. */
async function keys(): Promise<Keys> {
  const file = join(tmpdir(), `skydax-e2e-${process.env['E2E_PORT'] ?? 8791}.json`)
  await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true)
  return JSON.parse(readFileSync(file, 'utf8')) as Keys
}

/** Signs the owner in, once. */
export async function oneTimeLink(): Promise<string> {
  return (await keys()).link
}

/** The folder of the archive under test. */
export async function dataFolder(): Promise<string> {
  return (await keys()).data
}

/** The token of a user: ada (group qa), ben (group qa), eve (no group), keeper (administers), pipeline (reports what it processed). */
export async function tokenOf(user: User): Promise<string> {
  return (await keys()).tokens[user] ?? ''
}

/** Gives the page's browser a session of that user, as if signed in before. */
export async function signInAs(page: Page, user: User): Promise<void> {
  const answer = await page.request.post('/auth/api/v1/login', { data: { token: await tokenOf(user) } })
  if (!answer.ok()) throw new Error(`${user} is not signed in: ${await answer.text()}`)
}

/** Ends the session as another device would: the server forgets it, the page does not know. */
export async function endElsewhere(page: Page): Promise<void> {
  const cookies = await page.context().cookies()
  const csrf = (await (await page.request.get('/auth/api/v1/login')).json()).csrf as string
  await page.request.delete('/auth/api/v1/login', { headers: { 'X-CSRF-Token': csrf, Origin: new URL(page.url()).origin } })
  await page.context().addCookies(cookies)
}

/** Answers the page's question to sign in, with the user's token. */
export async function signInAgain(page: Page, user: User): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Sign in' })
  await expect(sheet).toContainText('revoked')
  await sheet.getByLabel('Token').fill(await tokenOf(user))
  await sheet.getByRole('button', { name: 'Sign in with this token' }).click()
  await expect(sheet).toHaveCount(0)
}
