import { expect, test } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { signInAs, type User } from './testing/sign-in.ts'

const question = 'What failed on my watch?'
const templates = (page: Page) => page.getByRole('region', { name: 'Templates' })
const mine = (page: Page) => templates(page).locator('.prov-group', { has: page.getByRole('heading', { name: 'Mine and shared with me' }) })

async function as(browser: Browser, user: User | null): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  if (user !== null) await signInAs(page, user)
  return page
}

/** The library as that page's user sees it now. */
async function library(page: Page): Promise<void> {
  await page.goto('/provenance')
  await expect(templates(page).getByRole('link', { name: 'What did this bad node process?' })).toBeVisible()
}

async function share(page: Page, with_: string, group?: string): Promise<void> {
  await library(page)
  await mine(page).getByRole('link', { name: question }).click()
  await page.getByRole('link', { name: 'Edit this template', exact: true }).click()
  await page.getByRole('radio', { name: with_, exact: true }).check()
  if (group !== undefined) await page.getByLabel('Group that sees it').fill(group)
  await page.getByRole('button', { name: /^Save version \d+$/u }).click()
  await expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible()
}

test.describe('Templates of one’s own', () => {
  test('are saved from a filled form, changed with their versions kept, shared, copied and deleted', async ({ browser }) => {
    const [ada, ben, eve, nobody] = [await as(browser, 'ada'), await as(browser, 'ben'), await as(browser, 'eve'), await as(browser, null)]
    await ada.goto('/provenance/failed-quanta?status=FAILED')
    await ada.getByRole('button', { name: 'Save as template' }).click()
    const sheet = ada.getByRole('dialog', { name: 'Save as template' })
    await sheet.getByLabel('Title').fill('Failed on my watch')
    await sheet.getByLabel('Question, in one sentence').fill(question)
    await expectNoViolation(ada)
    await sheet.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(ada.getByRole('heading', { level: 1, name: question })).toBeVisible()
    // what was filled in is where it starts
    await expect(ada.getByRole('checkbox', { name: 'Failed', exact: true })).toBeChecked()

    await test.step('private: nobody else sees it', async () => {
      await library(ada)
      await expect(mine(ada).getByRole('link', { name: question })).toBeVisible()
      for (const other of [ben, eve, nobody]) {
        await library(other)
        await expect(templates(other).getByRole('link', { name: question })).toHaveCount(0)
      }
      await ben.goto('/provenance/failed-on-my-watch')
      await expect(ben.getByRole('heading', { level: 1, name: question })).toHaveCount(0)
    })

    await test.step('for a group: those of the group see it, ask it, and may only copy it', async () => {
      await share(ada, 'A group', 'qa')
      await library(ben)
      await expect(mine(ben)).toContainText('group qa')
      await mine(ben).getByRole('link', { name: question }).click()
      await ben.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(ben.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)).toContainText(/failed/u)
      await expect(ben.getByRole('link', { name: 'Edit this template', exact: true })).toHaveCount(0)
      await ben.getByRole('link', { name: 'Copy and edit this template' }).click()
      await ben.getByLabel('Question, in one sentence').fill('What failed on Ben’s watch?')
      await ben.getByRole('radio', { name: 'Me', exact: true }).check()
      await ben.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(ben.getByRole('heading', { level: 1, name: 'What failed on Ben’s watch?' })).toBeVisible()
      await library(eve)
      await expect(templates(eve).getByRole('link', { name: question })).toHaveCount(0)
    })

    await test.step('for everybody: also who has not signed in', async () => {
      await share(ada, 'Everybody')
      await library(nobody)
      await templates(nobody).getByRole('link', { name: question }).click()
      await expect(nobody.getByRole('checkbox', { name: 'Failed', exact: true })).toBeChecked()
      await nobody.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(nobody.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)).toContainText(/failed/u)
    })

    await test.step('an earlier version is looked up and taken again', async () => {
      await library(ada)
      await mine(ada).getByRole('link', { name: question }).click()
      await ada.getByRole('link', { name: 'Edit this template', exact: true }).click()
      const versions = ada.getByRole('region', { name: 'Versions' })
      // private, then of the group: what is newest is no version before
      await versions.getByRole('button').nth(1).click()
      await expect(versions.getByLabel(/^ADQL of version \d+$/u)).toContainText('prov.quantum')
      await versions.getByRole('button', { name: /^Take version \d+ into the editor$/u }).click()
      await expect(ada.getByRole('radio', { name: 'Me', exact: true })).toBeChecked()
      await expectNoViolation(ada)
    })

    await test.step('deleted: it is gone for all, and the copy stays', async () => {
      await ada.getByRole('button', { name: 'Delete' }).click()
      await ada.getByRole('button', { name: 'Really delete it' }).click()
      await expect(ada.getByRole('heading', { level: 1, name: 'Provenance' })).toBeVisible()
      await expect(templates(ada).getByRole('link', { name: question })).toHaveCount(0)
      await library(nobody)
      await expect(templates(nobody).getByRole('link', { name: question })).toHaveCount(0)
      await library(ben)
      await expect(mine(ben).getByRole('link', { name: 'What failed on Ben’s watch?' })).toBeVisible()
    })
    for (const page of [ada, ben, eve, nobody]) await page.context().close()
  })
})
