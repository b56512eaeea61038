import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'

interface Keys {
  readonly link: string
  readonly tokens: Readonly<Record<string, string>>
}

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

/** The token of a user: ada (group qa), ben (group qa), eve (no group), or the pipeline, which may report what it processed. */
export async function tokenOf(user: 'ada' | 'ben' | 'eve' | 'pipeline'): Promise<string> {
  return (await keys()).tokens[user] ?? ''
}

/** Gives the page's browser a session of that user, as if signed in before. */
export async function signInAs(page: Page, user: 'ada' | 'ben' | 'eve'): Promise<void> {
  const answer = await page.request.post('/auth/api/v1/login', { data: { token: await tokenOf(user) } })
  if (!answer.ok()) throw new Error(`${user} is not signed in: ${await answer.text()}`)
}
