import { expect, test } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'

const availability = (note: string): string =>
  `<a:availability xmlns:a="http://www.ivoa.net/xml/VOSIAvailability/v1.0"><a:available>true</a:available>${note === '' ? '' : `<a:note>${note}</a:note>`}</a:availability>`

test('what the archive tells its users is said above every page, for as long as it is so; then what is shown is asked for anew', async ({ page }) => {
  const note = 'The provenance of the demo survey and the log of its processing are still being loaded.'
  let told = note
  await page.route('**/api/tap/availability', (route) => route.fulfill({ contentType: 'text/xml', body: availability(told) }))
  await page.goto('/processing')
  const news = page.getByRole('status').filter({ hasText: note })
  await expect(news).toBeVisible()
  await expectNoViolation(page)
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Provenance' }).click()
  await expect(page.getByRole('region', { name: 'Templates' }).getByRole('link').first()).toBeVisible()
  await expect(news).toBeVisible()
  const again = page.waitForRequest('**/api/provenance/templates*')
  told = ''
  await again
  await expect(news).toHaveCount(0)
})
