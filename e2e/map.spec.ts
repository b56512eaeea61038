import { expect, test } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import { parsePosition } from '../vo/sky/parse-position.ts'
import { expectNoViolation } from './testing/axe.ts'
import { tapTable } from './testing/tap-table.ts'

const status = (page: Page): Locator => page.getByRole('status').filter({ hasText: /^[\d,]+ images?$/u })
const count = async (page: Page): Promise<number> => Number((await status(page).first().textContent())?.replaceAll(/\D/gu, ''))

async function openMap(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.goto('/?pos=150.11+2.23&r=0.5&type=lsst.visit_image')
  await expect(status(page).first()).toBeVisible()
  await expect(page.getByText('Opening the sky …')).toHaveCount(0)
  const box = await page.getByRole('region', { name: 'Sky map' }).boundingBox()
  if (box === null) throw new Error('no map')
  return box
}

/** What TAP finds for the region that the form shows now. */
async function tapCount(page: Page, type = "AND dataproduct_subtype = 'lsst.visit_image'"): Promise<number> {
  const position = await page.getByLabel('Position').inputValue()
  const radius = await page.getByLabel('Radius', { exact: true }).inputValue()
  const region = /^[a-z]/iu.test(position)
    ? position
        .replace(/^polygon\s+/iu, 'POLYGON(')
        .trim()
        .replaceAll(/\s+/gu, ', ')
        .replace('POLYGON(,', 'POLYGON(') + ')'
    : `CIRCLE(${position.split(' ').join(', ')}, ${radius})`
  const rows = await tapTable(page, `SELECT COUNT(*) FROM ivoa.obscore WHERE INTERSECTS(s_region, ${region}) = 1 ${type}`)
  return Number(rows[0]?.[0])
}

async function searched(page: Page, before: string): Promise<void> {
  await expect.poll(() => new URL(page.url()).search).not.toBe(before)
  await expect(page.locator('[data-stale]')).toHaveCount(0)
  await expect(status(page).first()).toBeVisible()
  expect(await count(page)).toBe(await tapCount(page))
}

test.describe('Drawing on the map', () => {
  test('circle, box and polygon become the search, and find what TAP finds', async ({ page }) => {
    const { x, y, width, height } = await openMap(page)
    const [cx, cy] = [x + width / 2, y + height / 2]
    await test.step('circle', async () => {
      const before = new URL(page.url()).search
      await page.getByRole('button', { name: 'Draw a circle on the map' }).click()
      await expect(page.getByText('Press at the centre, drag, let go.')).toBeVisible()
      await page.mouse.move(cx, cy)
      await page.mouse.down()
      await page.mouse.move(cx + 40, cy, { steps: 4 })
      await page.mouse.up()
      await searched(page, before)
      await expect(page.getByLabel('Radius', { exact: true })).not.toHaveValue('0.5')
      expect(await page.getByLabel('Position').inputValue()).toMatch(/^150\.1\d* 2\.2\d*$/u)
    })
    await test.step('box', async () => {
      const before = new URL(page.url()).search
      await page.getByRole('button', { name: 'Draw a box on the map' }).click()
      await page.mouse.move(cx - 60, cy - 40)
      await page.mouse.down()
      await page.mouse.move(cx + 50, cy + 30, { steps: 4 })
      await page.mouse.up()
      await searched(page, before)
      expect(await page.getByLabel('Position').inputValue()).toMatch(/^polygon( [-\d.]+){8}$/iu)
    })
    await test.step('polygon', async () => {
      const before = new URL(page.url()).search
      await page.getByRole('button', { name: 'Draw a polygon on the map' }).click()
      for (const [dx, dy] of [
        [-70, 30],
        [60, 40],
        [10, -50],
      ] as const) {
        await page.mouse.click(cx + dx, cy + dy)
      }
      await page.keyboard.press('Enter')
      await searched(page, before)
      expect(await page.getByLabel('Position').inputValue()).toMatch(/^polygon( [-\d.]+){6}$/iu)
    })
    await test.step('Escape gives up', async () => {
      const before = page.url()
      await page.getByRole('button', { name: 'Draw a circle on the map' }).click()
      await page.keyboard.press('Escape')
      await expect(page.getByText('Press at the centre')).toHaveCount(0)
      expect(page.url()).toBe(before)
    })
  })

  test('the keyboard draws what the mouse draws', async ({ page }) => {
    await openMap(page)
    const begin = async (name: string): Promise<string> => {
      const before = new URL(page.url()).search
      await page.getByRole('button', { name }).press('Enter')
      await expect(page.getByRole('application', { name: /Arrow keys move the cross/u })).toBeFocused()
      return before
    }
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const times = (key: string, n: number): string[] => Array.from({ length: n }, () => key)
    await test.step('circle', async () => {
      const before = await begin('Draw a circle on the map')
      await press('ArrowUp', 'Space', ...times('ArrowRight', 4))
      await expectNoViolation(page)
      await press('Shift+ArrowRight', 'Space')
      await searched(page, before)
      await expect(page.getByLabel('Radius', { exact: true })).not.toHaveValue('0.5')
    })
    await test.step('box', async () => {
      const before = await begin('Draw a box on the map')
      await press(...times('ArrowLeft', 5), 'Space', ...times('ArrowRight', 9), ...times('ArrowDown', 6), 'Enter')
      await searched(page, before)
      expect(await page.getByLabel('Position').inputValue()).toMatch(/^polygon( [-\d.]+){8}$/iu)
    })
    await test.step('polygon, with one corner taken back', async () => {
      const before = await begin('Draw a polygon on the map')
      await press(...times('ArrowLeft', 6), 'Space', ...times('ArrowUp', 3), 'Space', 'Backspace')
      await press(...times('ArrowUp', 4), 'Space', ...times('ArrowRight', 11), 'Space', ...times('ArrowDown', 9), 'Space', 'Enter')
      await searched(page, before)
      expect(await page.getByLabel('Position').inputValue()).toMatch(/^polygon( [-\d.]+){8}$/iu)
    })
    await test.step('Escape gives up', async () => {
      const before = await begin('Draw a box on the map')
      await press('Space', 'ArrowDown', 'Escape')
      await expect(page.getByRole('application')).toHaveCount(0)
      expect(new URL(page.url()).search).toBe(before)
    })
    await test.step('Enter on the map lists what lies at its centre', async () => {
      await page.getByRole('region', { name: 'Sky map' }).press('Enter')
      await expect(page.getByRole('dialog', { name: /images at this point/u })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog', { name: /images at this point/u })).toHaveCount(0)
    })
  })

  test('a click lists every image at that point, as many as TAP finds there', async ({ page }) => {
    const { x, y, width, height } = await openMap(page)
    await page.mouse.click(x + width / 2 + 31, y + height / 2 - 17)
    const list = page.getByRole('dialog', { name: /images at this point/u })
    await expect(list).toBeVisible()
    const listed = await list.getByRole('listitem').count()
    const at = parsePosition((await list.locator('.pick-head .mono').textContent()) ?? '')
    if (!at.ok) throw new Error(at.error.message)
    // the list's heading is rounded to 1″; no footprint's edge lies so near to this point
    const rows = await tapTable(
      page,
      `SELECT COUNT(*) FROM ivoa.obscore WHERE CONTAINS(POINT(${at.value.ra}, ${at.value.dec}), s_region) = 1 AND dataproduct_subtype = 'lsst.visit_image'`,
    )
    expect(listed).toBeGreaterThan(3)
    expect(listed).toBe(Number(rows[0]?.[0]))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('grid', { name: 'Results' }).locator('[aria-selected=true]')).toHaveCount(1)
    expect(new URL(page.url()).searchParams.get('sel')).toMatch(/^ivo:/u)
    await page.getByRole('button', { name: 'Close the list' }).click()
    await expect(list).toHaveCount(0)
  })
})

test('paints while something happens, and rests when nobody touches it', async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { painted: 0 }
    Object.assign(window, { seen })
    const { clear } = WebGL2RenderingContext.prototype
    WebGL2RenderingContext.prototype.clear = function (mask) {
      seen.painted += 1
      clear.call(this, mask)
    }
  })
  const { x, y, width, height } = await openMap(page)
  /** Pictures that are painted in so many ms, of Aladin and of our layers. */
  const painted = async (ms: number): Promise<number> => {
    const now = (): Promise<number> => page.evaluate(() => (window as unknown as { seen: { painted: number } }).seen.painted)
    const before = await now()
    await page.waitForTimeout(ms)
    return (await now()) - before
  }
  await expect.poll(() => painted(2000), { timeout: 60_000 }).toBeLessThanOrEqual(2)
  const frames = await painted(6000)
  expect(frames).toBeLessThanOrEqual(4)
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 20, { steps: 3 })
  await page.mouse.up()
  expect(await painted(1000)).toBeGreaterThan(2)
})
