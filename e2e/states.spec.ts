import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { Failure } from '../mocks/failures.ts'
import { expectNoViolation } from './testing/axe.ts'
import { failureSwitch } from './testing/under-failure.ts'

/** A state of Explore, and what the screen must say in it. */
interface State {
  readonly name: string
  readonly failure: Failure
  readonly path: string
  readonly says: RegExp
}

const states: readonly State[] = [
  { name: 'found', failure: 'none', path: '/?pos=150.1+2.2&r=0.3', says: /^[\d,]+ images$/u },
  { name: 'empty', failure: 'none', path: '/?pos=150.1+2.2&r=0.3&t=1999-01-01/1999-02-01', says: /No image matches\. Widen the radius/u },
  {
    name: 'cut at the rows that were asked for',
    failure: 'none',
    path: '/?pos=150.1+2.2&r=1&max=100',
    says: /^These are the first 100 rows: the page asks/u,
  },
  { name: 'wrong address', failure: 'none', path: '/?pos=400+95&r=1', says: /^The search cannot run: .*(400|95)/u },
  { name: 'failing', failure: '503', path: '/?pos=150.1+2.2&r=0.3', says: /failed with status 503/u },
  { name: 'offline', failure: 'offline', path: '/?pos=150.1+2.2&r=0.3', says: /cannot be reached/u },
]

/** Nothing of the page lies outside the window, so that nobody has to scroll sideways. */
async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

/** In the other two combinations as well where all states are to be looked at: their pictures lie in the folder of results. */
const looks = [
  ['light', 360, 740],
  ['dark', 1920, 1080],
  ...(process.env['ALL_STATES'] === undefined
    ? []
    : ([
        ['dark', 360, 740],
        ['light', 1920, 1080],
      ] as const)),
] as const

for (const [scheme, width, height] of looks) {
  for (const state of states) {
    test(`Explore, ${state.name}, is readable, fits and passes axe (${scheme}, ${width} px)`, async ({ page }, info) => {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      const network = await failureSwitch(page, /\/api\/tap\//u)
      network.set(state.failure)
      await page.goto(state.path)
      const panes = width < 860 ? ['Search', 'Map', 'Table'] : ['']
      for (const pane of panes) {
        if (pane !== '') await page.getByRole('group', { name: 'What to show' }).getByRole('button', { name: pane }).click()
        if (pane === '' || pane === 'Table') await expect(page.getByText(state.says).filter({ visible: true }).first()).toBeVisible()
        if (pane === 'Map') await expect(page.getByText('Opening the sky …')).toHaveCount(0)
        // rows of the search before are dimmed until the new ones are here
        await expect(page.locator('[data-stale]')).toHaveCount(0)
        await expectFits(page)
        await expectNoViolation(page)
        await page.screenshot({ path: info.outputPath(`${pane === '' ? 'page' : pane}.png`) })
      }
    })
  }
}
