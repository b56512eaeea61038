import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectNoViolation } from './axe.ts'

const telephone = { width: 360, height: 740 }
const desk = { width: 1440, height: 900 }

/** What is on the screen has no violation that axe can see, dark on a telephone and light on a desk (`all`: and the other way round), and is nowhere wider than the window. */
export async function expectGoodLooks(page: Page, which: 'all' | 'both' = 'both'): Promise<void> {
  for (const size of [telephone, desk]) {
    await page.setViewportSize(size)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width)
    for (const colorScheme of ['dark', 'light'] as const) {
      if (which === 'both' && (size === telephone) !== (colorScheme === 'dark')) continue
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expectNoViolation(page)
    }
  }
}
