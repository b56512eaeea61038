import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import type { Download } from '@playwright/test'
import { readFits } from '../vo/fits/file.ts'
import type { FitsFile } from '../vo/fits/file.ts'
import { physicalPixels } from '../vo/fits/pixels.ts'
import { wcsOf } from '../vo/sky/wcs.ts'
import { separation } from '../vo/sky/sky-pos.ts'
import { someImage } from './testing/some-image.ts'

function fits(bytes: Uint8Array): FitsFile {
  const read = readFits(bytes)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

/** Pixels and WCS of the first HDU with an image. */
function imageOf(file: FitsFile) {
  const hdu = file.hdus.find((h) => h.kind === 'image' || h.kind === 'compressed')
  if (hdu === undefined) throw new Error('no image')
  const [pixels, wcs] = [physicalPixels(hdu), wcsOf(hdu.header)]
  if (!pixels.ok || !wcs.ok) throw new Error('no pixels or no WCS')
  return { axes: pixels.value.axes, data: pixels.value.data, wcs: wcs.value }
}

const saved = async (download: Download): Promise<FitsFile> => fits(new Uint8Array(await readFile(await download.path())))

test('a cut-out that is dragged, or given in pixels, is saved as FITS with the image’s own pixels', async ({ page }) => {
  const did = await someImage(page)
  await page.goto(`/images/${encodeURIComponent(did)}`)
  const picture = page.getByRole('img', { name: /Calibrated exposure/u })
  await expect(picture).toBeVisible()

  const [whole] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download FITS' }).click()])
  const image = imageOf(await saved(whole))
  const [width = 0] = image.axes

  await page.getByRole('button', { name: 'Mark a cut-out' }).click()
  const tools = page.getByRole('group', { name: 'Cut-out' })
  for (const [label, value] of [
    ['x', '120'],
    ['y', '45'],
    ['Width', '37'],
    ['Height', '23'],
  ] as const) {
    await tools.getByLabel(label, { exact: true }).fill(value)
    await tools.getByLabel(label, { exact: true }).press('Enter')
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the cut-out' }).click()])
  await expect(page.getByRole('status').filter({ hasText: /The cut-out is saved: \S+-cutout\.fits/u })).toBeVisible()
  const cut = imageOf(await saved(download))
  expect(cut.axes).toEqual([37, 23])
  for (const [x, y] of [
    [0, 0],
    [36, 0],
    [17, 11],
    [36, 22],
  ] as const) {
    expect(cut.data[y * 37 + x]).toBe(image.data[(45 + y) * width + 120 + x])
    const [here, there] = [cut.wcs.toSky(x, y), image.wcs.toSky(120 + x, 45 + y)]
    if (here === null || there === null) throw new Error('no sky')
    expect(separation(here, there) * 3600).toBeLessThan(1e-4)
  }

  const box = await picture.boundingBox()
  if (box === null) throw new Error('no picture')
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(cx - 50, cy - 40)
  await page.mouse.down()
  await page.mouse.move(cx + 60, cy + 30, { steps: 3 })
  await page.mouse.up()
  const value = async (label: string): Promise<number> => Number(await tools.getByLabel(label, { exact: true }).inputValue())
  const fields = async (): Promise<readonly [number, number, number, number]> => [
    await value('x'),
    await value('y'),
    await value('Width'),
    await value('Height'),
  ]
  // the fields follow the drag a frame later
  let [x, y, w, h] = await fields()
  await expect(async () => {
    const before = [x, y, w, h]
    ;[x, y, w, h] = await fields()
    expect([x, y, w, h]).toEqual(before)
    expect([w, h]).not.toEqual([37, 23])
  }).toPass({ intervals: [500] })
  const [dragged] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the cut-out' }).click()])
  const second = imageOf(await saved(dragged))
  // the drag's corners lie anywhere within pixels: the service gives every pixel that they touch
  expect(Math.abs((second.axes[0] ?? 0) - w)).toBeLessThanOrEqual(2)
  expect(Math.abs((second.axes[1] ?? 0) - h)).toBeLessThanOrEqual(2)
  expect(x).toBeGreaterThan(0)
  expect(y).toBeGreaterThan(0)
})
