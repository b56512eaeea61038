import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Download, Locator, Page, Response } from '@playwright/test'
import { readFits } from '../vo/fits/file.ts'
import { physicalPixels } from '../vo/fits/pixels.ts'
import { dachsStandIn, recordingFor, recordings } from './testing/dachs-conversation.ts'

/** TAP address of a running DaCHS with its test archive, and whether its answers are to be kept for the stand-in (docs/dachs.md). */
const real = process.env['DACHS_TAP']
const isRecording = process.env['DACHS_RECORD'] !== undefined
const recordedAt = 'http://127.0.0.1:8080'

/** An image of the test archive that lies under the middle of the search. */
const did = 'ivo://test.arch/~?arch/data/img/m04_r.fits'
const circle = "CIRCLE('ICRS', 150.1, 2.2, 0.01)"

const found = (page: Page): Locator => page.getByRole('status').filter({ hasText: /^(first )?[\d,]+ (of [\d,]+ )?images?$/u })

/** What the archive itself counts, asked past the page. */
async function counted(page: Page, tap: string): Promise<string> {
  const query = `SELECT COUNT(*) AS n FROM ivoa.obscore WHERE 1 = INTERSECTS(s_region, ${circle})`
  const answer = await page.request.post(`${tap}/sync`, { form: { REQUEST: 'doQuery', LANG: 'ADQL', RESPONSEFORMAT: 'votable/td', QUERY: query } })
  return /<TD>(\d+)<\/TD>/u.exec(await answer.text())?.[1] ?? ''
}

async function imageAxes(download: Download): Promise<readonly number[]> {
  const file = readFits(new Uint8Array(await readFile(await download.path())))
  if (!file.ok) throw new Error(file.error.message)
  const pixels = physicalPixels(file.value.hdus[0]!)
  if (!pixels.ok) throw new Error(pixels.error.message)
  return pixels.value.axes
}

/** Finds, shows and fetches images of a DaCHS through the page. */
async function useArchive(page: Page, tap: string): Promise<void> {
  await test.step('add it by its TAP address; what it lacks is said', async () => {
    await page.goto('/archives')
    await page.getByLabel('TAP address').fill(tap)
    await page.getByRole('button', { name: 'Ask what it offers' }).click()
    const offer = page.getByRole('region', { name: /^What .* offers$/u })
    await expect(offer.getByText(/table ivoa\.obscore, 38 columns/u)).toBeVisible()
    await expect(offer.getByText(/No band column: bands are told from the wavelengths/u)).toBeVisible()
    await expect(offer.getByText(/No counts per part of the sky/u)).toBeVisible()
    await offer.getByRole('button', { name: 'Add it' }).click()
  })
  const archive = `archive=${encodeURIComponent(tap)}`
  await test.step('its images are found, as many as TAP counts, and lie on the map', async () => {
    await expect(page.getByRole('listitem').filter({ hasText: tap }).getByRole('link', { name: 'Search it' })).toBeVisible()
    await page.goto(`/?${archive}&pos=150.1+2.2&r=0.01&view=150.1,2.2,1`)
    const count = await counted(page, tap)
    await expect(found(page)).toHaveText(`${count} images`, { timeout: 60_000 })
    await expect(page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(2)).toContainText('image')
    await expect(page.getByText('Opening the sky …')).toHaveCount(0)
    const box = await page.getByRole('region', { name: 'Sky map' }).boundingBox()
    if (box === null) throw new Error('no map')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect(page.getByText(/^[\d,]+ images? here/u)).toBeVisible()
  })
  await test.step('all rows come as a job, from a path that only the redirect tells', async () => {
    await page.goto(`/?${archive}&pos=150.1+2.2&r=0.01&view=150.1,2.2,1&max=10`)
    await expect(found(page)).toHaveText(/^first 10 of \d+ images$/u, { timeout: 60_000 })
    await page.getByRole('button', { name: 'Code & export' }).click()
    const [rows] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByText(/^All [\d,]+ rows, as a job/u)
        .locator('xpath=following-sibling::*[1]')
        .getByRole('button', { name: 'VOTable' })
        .click(),
    ])
    expect(rows.suggestedFilename()).toBe('all-images.vot')
    expect(await readFile(await rows.path(), 'utf8')).toContain('<VOTABLE')
  })
  await test.step('an image is shown, with its links, saved, and cut out', async () => {
    await page.goto(`/images/${encodeURIComponent(did)}?${archive}&tab=links`)
    await expect(page.getByRole('img', { name: /MOSAIC FIELD 4 r/u })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Flat field' })).toBeVisible()
    const [whole] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download FITS' }).click()])
    const [width = 0] = await imageAxes(whole)
    expect(width).toBeGreaterThan(80)
    await page.getByRole('button', { name: 'Mark a cut-out' }).click()
    const [cut] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the cut-out' }).click()])
    await expect(page.getByText(/The cut-out is saved: m04-cutout\.fits/u)).toBeVisible()
    for (const n of await imageAxes(cut)) expect(Math.abs(n - 85)).toBeLessThan(3)
  })
}

/** The answer's bytes: asked again where the browser keeps none, and where the address in it would be hidden by base64. */
async function body(response: Response, name: string): Promise<Buffer> {
  const request = response.request()
  if (request.method() === 'GET') return (await request.frame().page().request.get(response.url())).body()
  const form = Object.fromEntries(new URLSearchParams(request.postData() ?? ''))
  const format = name.endsWith('rows.vot') ? {} : { RESPONSEFORMAT: 'votable/td' }
  return (
    await request
      .frame()
      .page()
      .request.post(response.url(), { form: { ...form, ...format } })
  ).body()
}

/** A page of DaCHS without its styles, scripts and words about each parameter: nothing reads them. */
function plainPage(html: string): string {
  return html.replaceAll(/<(style|script)\b.*?<\/\1>\s*/gsu, '').replaceAll(/<p class="(?:param-description|input-header)">.*?<\/p>\s*/gsu, '')
}

/** Keeps the answers of the archive as the stand-in gives them. */
async function record(page: Page, tap: string): Promise<void> {
  const origin = new URL(tap).origin
  await mkdir(recordings, { recursive: true })
  page.on('response', (response) => {
    const [url, request] = [new URL(response.url()), response.request()]
    if (url.origin !== origin || response.status() !== 200) return
    const form = new URLSearchParams(request.postData() ?? url.search)
    const name = recordingFor(url.pathname, form)
    if (name === null || url.pathname.startsWith('/getproduct/')) return
    void body(response, name).then(async (bytes) => {
      const text = bytes.toString('latin1').replaceAll(origin, recordedAt)
      const kept = name.endsWith('.fits') ? bytes : Buffer.from(name.endsWith('.html') ? plainPage(text) : text, 'latin1')
      await writeFile(join(recordings, name), kept)
    })
  })
}

test('works against a running DaCHS', async ({ page }) => {
  test.skip(real === undefined, 'DACHS_TAP names no DaCHS: see docs/dachs.md')
  test.setTimeout(240_000)
  if (isRecording) await record(page, real ?? '')
  await useArchive(page, real ?? '')
})

test('works with the answers and the habits of DaCHS', async ({ page }) => {
  const dachs = await dachsStandIn(recordedAt)
  try {
    await useArchive(page, dachs.tap)
    expect(dachs.faults).toEqual([])
  } finally {
    await dachs.close()
  }
})
