import { expect, test } from '@playwright/test'
import { someImage } from './testing/some-image.ts'

test.describe('Image', () => {
  test('shows pixels, reads out the sky, and keeps its look in the address', async ({ page }) => {
    await page.goto(`/images/${encodeURIComponent(await someImage(page))}`)
    const pixels = page.getByRole('img', { name: /Calibrated exposure/u })
    await expect(pixels).toBeVisible()
    await pixels.hover({ position: { x: 300, y: 300 } })
    await expect(page.getByText(/x \d+\.\d y \d+\.\d · .* · \d\d:\d\d:\d\d/u)).toBeVisible()
    await page.getByLabel('Colours').selectOption('viridis')
    await expect.poll(() => page.url()).toContain('colours=viridis')
    await page.getByRole('tab', { name: 'Header' }).click()
    await expect(page.getByRole('rowheader', { name: 'CTYPE1' })).toBeVisible()
    await page.getByRole('tab', { name: 'Links' }).click()
    await expect(page.getByRole('link', { name: 'The image' })).toBeVisible()
  })

  test('says that an image is unknown', async ({ page }) => {
    await page.goto(`/images/${encodeURIComponent('ivo://skydax.local/archive?no/such/image')}`)
    await expect(page.getByText(/knows no image with the identifier ivo:\/\/skydax.local\/archive\?no\/such\/image/u)).toBeVisible()
  })

  test('leads back to the map, with the image selected', async ({ page }) => {
    const did = await someImage(page)
    await page.goto(`/images/${encodeURIComponent(did)}`)
    await page.getByRole('link', { name: 'Show on the map' }).click()
    await expect(page.getByRole('region', { name: 'Sky map' })).toBeVisible()
    expect(new URL(page.url()).searchParams.get('sel')).toBe(did)
    await expect(page.getByRole('grid', { name: 'Results' }).locator('[aria-selected=true]')).toHaveCount(1)
  })
})
