import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { Failure } from '../mocks/failures.ts'
import { someImage } from './testing/some-image.ts'
import { failureSwitch } from './testing/under-failure.ts'

/** What the screen must say under each failure: what failed, with which value, and what to do. */
const said: readonly (readonly [Failure, RegExp, RegExp])[] = [
  ['offline', /No connection|cannot be/u, /cannot be reached .*Check the connection and the address, then try again/u],
  ['401', /Sign-in needed|cannot be/u, /asks who you are \(401\): Authentication required.*Sign in, or choose another archive/u],
  ['404', /Not found|cannot be/u, /has nothing at \/api\/\S+ \(404\): .*Check the archive's address/u],
  ['429', /Too many requests|cannot be/u, /asks for a pause \(429\): .*Try again in \d s/u],
  ['503', /Error 503|cannot be/u, /failed with status 503: The database cannot be reached.*try again in a moment/u],
  ['malformed row', /Unreadable answer|cannot be/u, /answer of \S.* cannot be read: row 1.*Tell the archive's operators/u],
  ['truncated', /Unreadable answer|cannot be/u, /answer of \S.* cannot be read: .*Tell the archive's operators/u],
]

async function says(page: Page, title: RegExp, message: RegExp): Promise<void> {
  const box = page.getByRole('alert').filter({ hasText: message })
  await expect(box).toBeVisible()
  await expect(box).toContainText(title)
}

/** A service that asks who one is has the page ask: whoever does not want to sign in closes the question, and is told what failed. */
async function declineToSignIn(page: Page): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Sign in' })
  await expect(question).toContainText('Without signing in, what is public can still be read')
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
}

/** Presses the retry button of the box; after a 429 it opens when the service said. */
async function tryAgain(page: Page, failure: Failure): Promise<void> {
  if (failure === '429') await expect(page.getByRole('button', { name: /Try again in \d s/u })).toBeDisabled()
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
}

test.describe('Explore under failures', () => {
  const status = (page: Page) => page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })
  async function searchWith(page: Page, radius: string): Promise<void> {
    await page.getByLabel('Radius', { exact: true }).fill(radius)
    await page.getByRole('button', { name: 'Search', exact: true }).click()
  }

  test('says each failure of a search, stays usable, and recovers', async ({ page }) => {
    const network = await failureSwitch(page, /\/api\/tap\//u)
    await page.goto('/?pos=150.1+2.2&r=0.1')
    await expect(status(page).first()).toBeVisible()
    for (const [i, [failure, title, message]] of said.entries()) {
      await test.step(failure, async () => {
        network.set(failure)
        // the count of what is typed is refused too, and asks nobody: the form stays open until the search itself asks
        await searchWith(page, `0.2${i}`)
        if (failure === '401') await declineToSignIn(page)
        await says(page, title, message)
        await expect(status(page)).toHaveCount(0)
        network.set('none')
        // the button, and after a pause is asked for the form: both ask again
        if (failure === '429') {
          await expect(page.getByRole('button', { name: /Try again in \d s/u })).toBeDisabled()
          await page.getByRole('button', { name: 'Search', exact: true }).click()
        } else await tryAgain(page, failure)
        await expect(status(page).first()).toBeVisible()
        await expect(page.getByRole('alert').filter({ hasText: message })).toHaveCount(0)
      })
    }
    await test.step('empty', async () => {
      network.set('empty')
      await searchWith(page, '0.31')
      await expect(page.getByText(/No image matches\. Widen the radius/u)).toBeVisible()
    })
    await test.step('slow: progress after one second, a way out after three', async () => {
      network.set('slow')
      await searchWith(page, '0.32')
      await expect(page.getByRole('status').filter({ hasText: 'Searching …' })).toBeVisible()
      await expect(page.getByText(/^\s*[12] s$/u)).toBeVisible()
      await page.getByRole('button', { name: 'Cancel' }).click()
      network.set('none')
      await page.getByRole('button', { name: 'Search again' }).click()
      await expect(status(page).first()).toBeVisible()
    })
  })

  test('says that the archive does not answer at all, and that a name cannot be looked up', async ({ page }) => {
    const network = await failureSwitch(page, /\/api\/(?!hips\/)/u)
    network.set('401')
    await page.goto('/')
    await declineToSignIn(page)
    await says(page, /Sign-in needed/u, /asks who you are \(401\)/u)
    network.set('none')
    await tryAgain(page, '401')
    await expect(status(page).first()).toBeVisible()
    const names = await failureSwitch(page, /\/api\/names/u)
    names.set('503')
    await page.getByLabel('Position').fill('COSMOS')
    await searchWith(page, '0.1')
    await expect(page.getByText(/failed with status 503: The database cannot be reached/u).first()).toBeVisible()
    names.set('none')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await expect(status(page).first()).toBeVisible()
  })

  test('says that the density is missing', async ({ page }) => {
    const network = await failureSwitch(page, /\/api\/coverage/u)
    network.set('503')
    await page.goto('/?all=1&view=150.1,2.2,100')
    await expect(page.getByRole('status').filter({ hasText: /The density is missing: .*status 503/u })).toBeVisible()
    network.set('none')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText(/density of [\d,]+ images/u)).toBeVisible()
  })

  test('works without the base map', async ({ page }) => {
    const network = await failureSwitch(page, /\/api\/hips\//u)
    network.set('503')
    await page.goto('/?pos=150.1+2.2&r=0.1')
    await expect(status(page).first()).toBeVisible()
    await expect(page.getByText(/base map cannot be had/u)).toBeVisible()
  })
})

test.describe('Image under failures', () => {
  test('says each failure of the look-up, and recovers', async ({ page }) => {
    const network = await failureSwitch(page, /\/api\/tap\//u)
    const address = `/images/${encodeURIComponent(await someImage(page))}`
    for (const [failure, title, message] of said) {
      await test.step(failure, async () => {
        network.set(failure)
        await page.goto(address)
        if (failure === '401') await declineToSignIn(page)
        await says(page, title, message)
        network.set('none')
        // the pause is waited for once, on Archives
        if (failure === '429') await page.reload()
        else await tryAgain(page, failure)
        await expect(page.getByRole('heading', { name: /Calibrated exposure/u })).toBeVisible()
      })
    }
    network.set('empty')
    await page.goto(address)
    await expect(page.getByText(/knows no image with the identifier ivo:/u)).toBeVisible()
    network.set('none')
    await tryAgain(page, 'empty')
    await expect(page.getByRole('heading', { name: /Calibrated exposure/u })).toBeVisible()
  })

  test('keeps the facts on the screen when links, file or cut-out fail', async ({ page }) => {
    const links = await failureSwitch(page, /\/api\/datalink\//u)
    const files = await failureSwitch(page, /\/api\/files\//u)
    const cutouts = await failureSwitch(page, /\/api\/cutout\//u)
    const picture = page.getByRole('img', { name: /Calibrated exposure/u })
    links.set('503')
    files.set('404')
    await page.goto(`/images/${encodeURIComponent(await someImage(page))}`)
    await says(page, /The file’s address cannot be had/u, /failed with status 503/u)
    await expect(page.getByRole('rowheader', { name: 'obs_id' })).toBeVisible()
    links.set('none')
    await tryAgain(page, '503')
    await says(page, /The pixels cannot be shown/u, /has nothing at \/api\/files\/\S* \(404\)/u)
    files.set('slow')
    await tryAgain(page, '404')
    await expect(page.getByText(/Asking for the file … [123] s/u)).toBeVisible()
    await expect(page.getByRole('img', { name: 'Preview' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    files.set('none')
    await page.getByRole('button', { name: 'Load the pixels' }).click()
    await expect(picture).toBeVisible()
    files.set('offline')
    await page.getByRole('button', { name: 'Download FITS' }).click()
    await says(page, /The file was not saved/u, /cannot be reached/u)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    cutouts.set('429')
    await page.getByRole('button', { name: 'Mark a cut-out' }).click()
    await page.getByRole('button', { name: 'Save the cut-out' }).click()
    await says(page, /The cut-out was not saved/u, /asks for a pause \(429\)/u)
    await expect(picture).toBeVisible()
  })
})

test('Archives says each failure of an archive, and recovers', async ({ page }) => {
  const network = await failureSwitch(page, /\/api\/tap\//u)
  for (const [failure, title, message] of said) {
    await test.step(failure, async () => {
      network.set(failure)
      await page.goto('/archives')
      await page.getByRole('button', { name: 'What it offers' }).first().click()
      if (failure === '401') await declineToSignIn(page)
      await says(page, title, message)
      network.set('none')
      await tryAgain(page, failure)
      await expect(page.getByText(/table ivoa\.obscore, \d+ columns/u)).toBeVisible()
    })
  }
  network.set('empty')
  await page.goto('/archives')
  await page.getByRole('button', { name: 'What it offers' }).first().click()
  await says(page, /Refused/u, /has no ObsCore table/u)
  network.set('slow')
  await page.goto('/archives')
  await page.getByRole('button', { name: 'What it offers' }).first().click()
  await expect(page.getByText(/Asking .* 1 s/u)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  network.set('none')
  await page.getByRole('button', { name: 'Ask again' }).click()
  await expect(page.getByText(/table ivoa\.obscore, \d+ columns/u)).toBeVisible()
})
