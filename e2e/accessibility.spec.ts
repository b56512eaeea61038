import { expect, test } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { someImage } from './testing/some-image.ts'

const pages = [
  '/?pos=150.1+2.2&r=0.3',
  '/?all=1&view=150.1,2.2,100',
  '/images/',
  '/archives',
  '/provenance',
  '/processing',
  '/upload',
  '/query',
  '/checks',
  '/nowhere',
]

for (const scheme of ['light', 'dark'] as const) {
  test(`every page passes axe (${scheme})`, async ({ page }) => {
    // ten pages, two of them with a map, in software WebGL
    test.setTimeout(300_000)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    for (const path of pages) {
      await test.step(path, async () => {
        await page.goto(path === '/images/' ? `/images/${encodeURIComponent(await someImage(page))}` : path)
        await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy', 'true')
        if (path.startsWith('/?')) await expect(page.getByRole('grid', { name: 'Results' })).toBeVisible()
        if (path === '/images/') {
          await page.getByRole('button', { name: 'Mark a cut-out' }).click()
          await page.getByRole('tab', { name: 'Header' }).click()
        }
        if (path === '/archives') {
          await page.getByRole('button', { name: 'What it offers' }).first().click()
          await expect(page.getByText(/columns/u)).toBeVisible()
        }
        // rows of the search before are dimmed until the new ones are here
        await expect(page.locator('[data-stale]')).toHaveCount(0)
        await expectNoViolation(page)
      })
    }
  })
}
