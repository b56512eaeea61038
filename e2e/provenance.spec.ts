import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' })
const grid = (page: Page) => page.getByRole('grid', { name: 'Results' })
const rowCount = (page: Page) => answer(page).getByRole('status').first()
const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const query = (page: Page) => page.getByRole('region', { name: 'Expanded query' })

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
}

/** The first cell of the first row that the service itself gives. */
async function fromTap(page: Page, adql: string): Promise<string> {
  const reply = await page.request.post('/api/tap/sync', { form: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: adql } })
  return (await reply.text()).split(/\r?\n/u)[1] ?? ''
}

test.describe('Provenance', () => {
  test('finds a question by a word and asks it by its example', async ({ page }) => {
    await page.goto('/provenance')
    const templates = page.getByRole('region', { name: 'Templates' })
    await expect(templates.getByRole('link', { name: 'What did this bad node process?' })).toBeVisible()
    expect(await templates.getByRole('link').count()).toBeGreaterThanOrEqual(25)
    await page.getByLabel('Find a question').fill('bad node')
    await expect(templates.getByRole('link')).toHaveCount(1)
    await templates.getByRole('link').click()
    await expect(page.getByRole('heading', { level: 1, name: 'What did this bad node process?' })).toBeVisible()
    await page.getByRole('button', { name: 'Use the example' }).click()
    await expect(query(page).locator('mark').first()).toHaveText("'ap-node-07'")
    await expect(page.getByText(/would find [\d,]+ rows?/u)).toBeVisible()
    await run(page).click()
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    await expect(grid(page).getByRole('row').nth(1)).toContainText('ap-node-07')
    await expect(page.getByRole('region', { name: 'Sky map' }).getByLabel(/^Colours/u)).toContainText('SUCCESSFUL')
  })

  test('shows the blast radius of a bad calibration: as many rows as the archive counts, in the address as a link', async ({ page }) => {
    await page.goto('/provenance/affected-by-input')
    await page.getByRole('button', { name: 'Use the example' }).click()
    await run(page).click()
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    const words = await rowCount(page).textContent()
    const link = page.url()
    expect(new URL(link).searchParams.get('input')).toContain('/calib/flat/')
    await page.goto('about:blank')
    await page.goto(link)
    await expect(rowCount(page)).toHaveText(words ?? '')
    await page.getByLabel('Colour by').selectOption('band')
    await expect.poll(() => page.url()).toContain('colour-by=band')
  })

  test('is filled, run and read by keyboard alone', async ({ page }) => {
    await page.goto('/provenance/affected-by-node')
    await page.getByRole('combobox', { name: 'Node' }).focus()
    await page.keyboard.type('ap-node-0')
    await expect(page.getByRole('listbox', { name: 'Node: values' }).getByRole('option').first()).toBeVisible()
    await page.keyboard.press('ArrowDown')
    const chosen = (await page.locator('[role=option][aria-selected=true] .choice-value').textContent()) ?? ''
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Node' })).toHaveValue(chosen)
    await expect(query(page).locator('mark')).toHaveText(`'${chosen}'`)
    await page.keyboard.press('Enter')
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    await grid(page).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await expect.poll(() => page.url()).toContain('sel-row=1')
    const ask = page.getByRole('button', { name: 'Ask about this' })
    await ask.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Questions about this' }).getByRole('link').first()).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await expect(ask).toBeFocused()
  })

  test('keeps every letter typed while the address follows', async ({ page }) => {
    await page.clock.install()
    await page.goto('/provenance/affected-by-node')
    const node = page.getByRole('combobox', { name: 'Node' })
    await expect(node).toBeVisible()
    await page.clock.pauseAt(Date.now() + 86_400_000)
    await node.fill('ap')
    // the next letters come in the middle of the address's change, and no timer runs after it that could mend what they lose
    await page.evaluate(() => {
      const replace = history.replaceState.bind(history)
      history.replaceState = (...change) => {
        replace(...change)
        history.replaceState = replace
        const input = document.querySelector<HTMLInputElement>('input[role=combobox]')!
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, 'ap-node-07')
        input.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await page.clock.runFor(250)
    await expect.poll(() => page.url()).toContain('node=ap')
    await expect(query(page).locator('mark')).toHaveText("'ap-node-07'")
    await expect(node).toHaveValue('ap-node-07')
  })

  test('takes the value that is marked, though an answer that comes late puts it elsewhere', async ({ page }) => {
    let answer = (): void => undefined
    const late = new Promise<void>((done) => (answer = done))
    await page.route('**/affected-by-node/lookup?*', async (route) => {
      if ((route.request().postData() ?? '').includes('ap-node-1')) await late
      await route.continue()
    })
    await page.goto('/provenance/affected-by-node')
    const node = page.getByRole('combobox', { name: 'Node' })
    const options = page.getByRole('listbox', { name: 'Node: values' }).getByRole('option')
    const marked = page.locator('[role=option][aria-selected=true] .choice-value')
    await node.fill('ap-node')
    const all = await options.filter({ hasText: 'ap-node-12' }).evaluate((option) => [...option.parentElement!.children].length)
    await node.fill('ap-node-1')
    for (let i = 0; i < all && (await marked.filter({ hasText: 'ap-node-12' }).count()) === 0; i++) await node.press('ArrowDown')
    await expect(marked).toHaveText('ap-node-12')
    answer()
    await expect(options.filter({ hasText: 'ap-node-01' })).toHaveCount(0)
    await expect(marked).toHaveText('ap-node-12')
    await node.press('Enter')
    await expect(node).toHaveValue('ap-node-12')
  })

  test('tells what is wrong under the field, as it is typed, and reads times both ways', async ({ page }) => {
    await page.goto('/provenance/affected-by-node')
    await run(page).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Node is needed' })).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Node' })).toBeFocused()
    const started = page.getByRole('group', { name: 'Started' })
    await started.getByLabel('From').fill('2026-13-01')
    await expect(started.getByRole('alert')).toBeVisible()
    await page.getByRole('combobox', { name: 'Node' }).fill('ap-node-07')
    await started.getByLabel('From').fill('2026-03-17T02:00')
    await expect(started.getByText(/MJD 61116\.0833/u)).toBeVisible()
    await started.getByLabel('To').fill('61116.5')
    await expect(started.getByText(/2026-03-17T12:00/u)).toBeVisible()
    await expect(query(page)).toContainText('61116.5')
  })

  test('goes back and forth between forms and their answers', async ({ page }) => {
    await page.goto('/provenance/failed-quanta')
    await run(page).click()
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    const all = (await rowCount(page).textContent()) ?? ''
    await page.getByRole('checkbox', { name: 'Failed', exact: true }).check()
    await expect(page.getByText('The form says something else now: Run asks it.')).toBeVisible()
    await expect.poll(() => page.url()).toContain('status=FAILED')
    await run(page).click()
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    await expect(rowCount(page)).not.toHaveText(all)
    await page.goBack()
    await page.goBack()
    await expect(rowCount(page)).toHaveText(all)
    await expect(page.getByRole('checkbox', { name: 'Failed', exact: true })).not.toBeChecked()
  })

  test('says that nothing was recorded, and that nothing was found, differently', async ({ page }) => {
    await page.goto('/provenance/outputs-from-exposure?visit=1234567&show-as=table')
    await expect(page.getByText('No provenance recorded')).toBeVisible()
    await page.goto('/provenance/affected-by-node?node=no-such-node&show-as=table')
    await expect(page.getByText('Nothing found', { exact: true })).toBeVisible()
  })

  test('fills questions from an image of Explore', async ({ page }) => {
    const did = await fromTap(
      page,
      "SELECT TOP 1 obs_publisher_did FROM ivoa.obscore WHERE dataproduct_subtype = 'lsst.visit_image' ORDER BY obs_publisher_did",
    )
    await page.goto(`/images/${encodeURIComponent(did)}`)
    await page.getByRole('button', { name: 'Ask about this' }).first().click()
    const questions = page.getByRole('dialog', { name: 'Questions about this' })
    await questions.getByRole('link', { name: /What was made from this exposure/u }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'What was made from this exposure?' })).toBeVisible()
    await expect(page.getByLabel('Visit', { exact: true })).toHaveValue(/^\d{13}$/u)
  })

  test('takes a region from the map, though Explore was never open', async ({ page }) => {
    await page.goto('/provenance/reprocessed')
    await page.getByRole('button', { name: 'Draw Region on the map' }).click()
    const map = page.getByRole('dialog').getByRole('region', { name: 'Sky map' })
    const pane = map.getByRole('application', { name: /^Drawing a circle/u })
    await expect(pane).toBeVisible()
    const box = (await pane.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 })
    await page.mouse.up()
    await expect(page.getByLabel('Region', { exact: true })).toHaveValue(/^CIRCLE 150\.\d+ 2\.\d+ 0\.\d+$/u)
  })

  test('carries the query to the Query page, and runs by the template service alone', async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`))
    await page.goto('/provenance/failed-quanta?status=FAILED&show-as=table')
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    expect(asked.filter((a) => a.includes('/failed-quanta/run'))).toHaveLength(1)
    expect(asked.filter((a) => a.includes('/tap/sync') && a.includes('quantum'))).toEqual([])
    await page.getByRole('link', { name: 'Open on the Query page' }).click()
    await expect(page.getByText("'FAILED'").first()).toBeVisible()
  })

  test('shows only some of the colours on the sky', async ({ page }) => {
    await page.goto('/provenance/affected-by-input')
    await page.getByRole('button', { name: 'Use the example' }).click()
    await run(page).click()
    const first = page
      .getByRole('list', { name: /^Colours/u })
      .getByRole('button')
      .first()
    await first.click()
    await expect(first).toHaveAttribute('aria-pressed', 'false')
  })

  test('writes, tries, saves, changes and deletes a template', async ({ page }) => {
    await page.goto('/provenance/edit')
    await page.getByLabel('Title').fill('Quanta of a visit')
    await page.getByLabel('Question, in one sentence').fill('What ran for this visit?')
    await page
      .getByLabel('ADQL with blanks')
      .fill(
        'SELECT q.task, q.status_name, q.detector, q.quantum_id, q.run, q.node, q.start_time, q.end_time, q.exception_message FROM prov.quantum AS q WHERE q.visit = {visit} [[AND q.task IN {task}]] ORDER BY q.task',
      )
    await expect(page.getByRole('group', { name: '{task}' })).toBeVisible()
    const visit = await fromTap(page, 'SELECT TOP 1 visit FROM prov.quantum WHERE visit IS NOT NULL ORDER BY visit')
    await page.getByRole('group', { name: '{visit}' }).getByLabel('Example').fill(visit)
    await page.getByRole('button', { name: 'Try it' }).click()
    await expect(grid(page).getByRole('row').nth(1)).toBeVisible()
    for (const part of [page.locator('.try-grid'), query(page)]) {
      const box = (await part.boundingBox())!
      expect(box.x + box.width).toBeLessThanOrEqual(1440)
    }
    await page.getByRole('radio', { name: 'Everybody' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'What ran for this visit?' })).toBeVisible()
    await page.getByRole('link', { name: 'Edit this template' }).click()
    await page.getByLabel('Title').fill('Quanta of a visit, by task')
    await page.getByRole('button', { name: 'Save version 2' }).click()
    await expect(page.getByText(/Quanta of a visit, by task · .*version 2/u)).toBeVisible()
    await page.getByRole('link', { name: 'Edit this template' }).click()
    await expect(page.getByRole('region', { name: 'Versions' })).toBeVisible()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Really delete it' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Provenance' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'What ran for this visit?' })).toHaveCount(0)
  })

  test('sets two runs side by side', async ({ page }) => {
    const a = await fromTap(page, "SELECT TOP 1 run FROM prov.run WHERE run LIKE '%/prompt/%' ORDER BY run")
    const b = await fromTap(page, "SELECT TOP 1 run FROM prov.run WHERE run LIKE '%/reprocess/%' ORDER BY run")
    await page.goto(`/provenance/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`)
    await expect(page.getByRole('region', { name: 'Software versions' }).getByRole('row').nth(1)).toContainText('≠ changed')
    await expect(page.getByRole('region', { name: 'Configuration' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Inputs used' }).getByRole('row').nth(1)).toBeVisible()
    expect(await violations(page)).toEqual([])
  })

  test('stops counting what went into two runs, and counts it after all', async ({ page }) => {
    const a = await fromTap(page, "SELECT TOP 1 run FROM prov.run WHERE run LIKE '%/prompt/%' ORDER BY run")
    const b = await fromTap(page, "SELECT TOP 1 run FROM prov.run WHERE run LIKE '%/reprocess/%' ORDER BY run")
    let isSlow = true
    await page.route('**/api/tap/sync', async (route) => {
      if (isSlow && (route.request().postData() ?? '').includes('run_input')) return
      await route.continue()
    })
    await page.goto(`/provenance/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`)
    await expect(page.getByRole('region', { name: 'Configuration' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByText('You stopped it.')).toBeVisible()
    isSlow = false
    await page.getByRole('button', { name: 'Ask again' }).click()
    await expect(page.getByRole('region', { name: 'Inputs used' }).getByRole('row').nth(1)).toBeVisible()
  })

  test('shows an answer as a graph', async ({ page }) => {
    await page.goto('/provenance/affected-by-input')
    await page.getByRole('button', { name: 'Use the example' }).click()
    await run(page).click()
    await expect(rowCount(page)).toHaveText(/^[\d,]+ rows?$/u)
    await page.getByRole('button', { name: 'As a graph' }).click()
    await expect(page.getByRole('region', { name: 'Lineage' })).toBeVisible()
  })

  for (const scheme of ['light', 'dark'] as const) {
    test(`has no accessibility violation (${scheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto('/provenance')
      await expect(page.getByRole('region', { name: 'Templates' }).getByRole('link').first()).toBeVisible()
      expect(await violations(page)).toEqual([])
      await page.goto('/provenance/failed-quanta?show-as=sky')
      await expect(grid(page).getByRole('row').nth(1)).toBeVisible()
      await expect(page.getByLabel('Colour by')).toBeVisible()
      await grid(page).getByRole('row').nth(1).click()
      await page.getByRole('button', { name: 'Ask about this' }).click()
      await expect(page.getByRole('dialog', { name: 'Questions about this' }).getByRole('link').first()).toBeVisible()
      expect(await violations(page)).toEqual([])
      await page.goto('/provenance/affected-by-node?show-as=table')
      await run(page).click()
      expect(await violations(page)).toEqual([])
      await page.goto('/provenance/edit/affected-by-node')
      await expect(page.getByLabel('ADQL with blanks')).toBeVisible()
      expect(await violations(page)).toEqual([])
    })
  }

  test('fits a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 })
    for (const address of ['/provenance', '/provenance/failed-quanta?show-as=sky', '/provenance/edit', '/provenance/compare']) {
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    }
  })
})
