import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { withDatabase } from './testing/faults.ts'
import { cutLine, type CutLine } from './testing/cut-line.ts'
import { ownFits, type Given } from './testing/own-fits.ts'
import { signInAs, tokenOf } from './testing/sign-in.ts'
import { button, drop, fresh, give, openAgain, rowOf } from './testing/upload-page.ts'

/** An upload that is begun in one tab goes on in another one: there, elsewhere, or days later. */

const chunk = 4_194_304
/** 10.6 MB: three chunks. */
const large = (seed: number): Given => ownFits(`elsewhere-${seed}.fits`, { seed, side: 2300 })

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

/** Begins an upload whose line is cut in the middle of its second chunk. */
async function begun(page: Page, baseURL: string, given: Given): Promise<CutLine> {
  const line = await cutLine(baseURL)
  await signInAs(page, 'ada')
  await openAgain(page, line.origin)
  await give(page, given)
  await expect(rowOf(page, given.name)).toContainText('ready')
  line.cutAfter(1.5 * chunk)
  await button(page, 'Upload').click()
  await expect(page.getByRole('progressbar', { name: given.name })).toHaveJSProperty('value', chunk)
  await expect(rowOf(page, given.name)).toContainText(/again in \d+ s/u)
  return line
}

interface Told {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly outcome: string | null
  readonly received: number | null
}

/** What the archive says of ada's files of that name. */
async function toldOf(page: Page, given: Given): Promise<readonly Told[]> {
  const answer = await page.request.get('/api/ingests?last=1000', { headers: { Authorization: `Bearer ${await tokenOf('ada')}` } })
  return ((await answer.json()) as { ingests: readonly Told[] }).ingests.filter(({ name }) => name === given.name)
}

/** Offset that tus tells of the one upload of that name, and its address. */
async function offsetOf(page: Page, given: Given): Promise<{ readonly id: string; readonly offset: number }> {
  const [one, ...more] = await toldOf(page, given)
  expect([one?.state, more]).toEqual(['receiving', []])
  const head = await page.request.head(`/api/uploads/${one?.id ?? ''}`, {
    headers: { 'Tus-Resumable': '1.0.0', Authorization: `Bearer ${await tokenOf('ada')}` },
  })
  return { id: one?.id ?? '', offset: Number(head.headers()['upload-offset']) }
}

/** Where each request for bytes began, and how many uploads were made. */
function sendingOf(page: Page): { readonly offsets: string[]; readonly made: string[] } {
  const seen = { offsets: [] as string[], made: [] as string[] }
  page.on('request', (request) => {
    if (request.method() === 'PATCH') seen.offsets.push(request.headers()['upload-offset'] ?? '')
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/uploads') seen.made.push(request.url())
  })
  return seen
}

/** Resumes the file that a page knows as begun elsewhere, and sees it become one image. */
async function goOn(page: Page, given: Given, id: string): Promise<void> {
  const sent = sendingOf(page)
  await expect(rowOf(page, given.name)).toContainText('paused at 39 %')
  await button(page, 'Resume').click()
  await expect(rowOf(page, given.name)).toContainText('searchable')
  expect(sent).toEqual({ offsets: [chunk, 2 * chunk].map(String), made: [] })
  expect(await toldOf(page, given)).toMatchObject([{ id, state: 'done', outcome: 'stored' }])
}

test('a tab that crashes in mid upload: another one goes on from the bytes that were acknowledged', async ({ context, baseURL }) => {
  const given = large(fresh())
  const first = await context.newPage()
  const line = await begun(first, baseURL ?? '', given)
  const crashed = first.waitForEvent('crash')
  void first.goto('chrome://crash').catch(() => undefined)
  await crashed
  const second = await context.newPage()
  await openAgain(second)
  const { id, offset } = await offsetOf(second, given)
  expect(offset).toBe(chunk)
  await give(second, given)
  await goOn(second, given, id)
  await line.close()
})

test('another browser of the same user goes on where the first one was', async ({ page, browser, baseURL }) => {
  const given = large(fresh())
  const line = await begun(page, baseURL ?? '', given)
  const { id, offset } = await offsetOf(page, given)
  expect(offset).toBe(chunk)
  await page.close()
  const elsewhere = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), reducedMotion: 'reduce' })
  const second = await elsewhere.newPage()
  await signInAs(second, 'ada')
  await openAgain(second)
  await expect(second.getByRole('region', { name: 'Unfinished uploads' })).toContainText(`${given.name}: 4.2 MB of 11 MB`)
  await drop(second, given)
  await goOn(second, given, id)
  await elsewhere.close()
  await line.close()
})

test('a tab that comes back learns that another one has finished its upload, and sends nothing twice', async ({ page, context, baseURL }) => {
  const given = large(fresh())
  const line = await begun(page, baseURL ?? '', given)
  const second = await context.newPage()
  await openAgain(second)
  const { id } = await offsetOf(second, given)
  await give(second, given)
  await goOn(second, given, id)
  const sent = sendingOf(page)
  line.mend()
  await expect(rowOf(page, given.name)).toContainText('searchable')
  expect(sent.made).toEqual([])
  expect(await toldOf(page, given)).toMatchObject([{ id, outcome: 'stored' }])
  await line.close()
})

const expire = (id: string): Promise<unknown> =>
  withDatabase((db) => db.query("UPDATE dax.upload SET expires_at = clock_timestamp() - interval '1 second' WHERE upload_id = $1", [id]))

test('an unfinished upload says until when it is kept; after that its file begins anew', async ({ page, context, baseURL }) => {
  const given = large(fresh())
  const line = await begun(page, baseURL ?? '', given)
  const { id } = await offsetOf(page, given)
  await page.close()
  await line.close()
  const soon = await context.newPage()
  await openAgain(soon)
  const { keptS } = (await (await soon.request.get('/api/uploads/limits')).json()) as { keptS: number }
  const until = new Date(Date.now() + 1000 * keptS).toISOString().slice(0, 10)
  const unfinished = soon.getByRole('region', { name: 'Unfinished uploads' })
  await expect(unfinished.getByRole('listitem').filter({ hasText: given.name })).toContainText(`kept until ${until}`)
  // one tab knows it as paused when its time is over, the other one comes later
  await give(soon, given)
  await expect(rowOf(soon, given.name)).toContainText('paused at 39 %')
  await expire(id)
  const later = await context.newPage()
  await openAgain(later)
  await expect(later.getByRole('region', { name: 'Unfinished uploads' }).filter({ hasText: given.name })).toHaveCount(0)
  await button(soon, 'Resume').click()
  await expect(rowOf(soon, given.name)).toContainText('ready')
  const sent = sendingOf(soon)
  await button(soon, 'Upload').click()
  await expect(rowOf(soon, given.name)).toContainText('searchable')
  expect(sent.made).toHaveLength(1)
  expect((await toldOf(soon, given)).filter(({ outcome }) => outcome === 'stored')).toHaveLength(1)
  expect((await toldOf(soon, given)).find((one) => one.id === id)?.state).not.toBe('done')
})
