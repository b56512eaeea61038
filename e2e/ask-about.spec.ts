import { expect, test } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

const questions = (page: Page) => page.getByRole('dialog', { name: 'Questions about this' })

/** Asks what was made from the exposure of something, and gives what the form was filled with. */
async function exposureOf(page: Page, where: Locator): Promise<readonly string[]> {
  await where.getByRole('button', { name: 'Ask about this' }).click()
  await questions(page)
    .getByRole('link', { name: /^What was made from this exposure/u })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: 'What was made from this exposure?' })).toBeVisible()
  await expect(page.getByLabel('Visit', { exact: true })).toHaveValue(/^\d{13}$/u)
  return Promise.all(['Visit', 'Detector'].map((name) => page.getByLabel(name, { exact: true }).inputValue()))
}

test.describe('Ask about this', () => {
  test('fills questions from a row of Explore', async ({ page }) => {
    await page.goto('/')
    const row = page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(2)
    await expect(page.getByRole('status').filter({ hasText: /^(first )?[\d,]+ (of [\d,]+ )?images?$/u })).toBeVisible()
    const words = (await row.innerText()).split(/\s+/u)
    await row.click()
    const [visit, detector] = await exposureOf(page, page.getByRole('region', { name: 'Result', exact: true }))
    expect(words).toContain(visit)
    expect(words).toContain(detector)
  })

  test('fills questions from a footprint on the map of Explore', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(2)).toBeVisible()
    await expect(page.getByText('Opening the sky …')).toHaveCount(0)
    const box = (await page.getByRole('region', { name: 'Sky map' }).boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect(page.getByText(/^[\d,]+ images? here/u)).toBeVisible()
    await exposureOf(page, page.getByRole('dialog', { name: /images at this point/u }))
  })

  test('fills questions from a node of the graph: a dataset, and the execution that made it', async ({ page }) => {
    const query = `SELECT TOP 1 g.entity_id FROM prov.was_generated_by AS g JOIN prov.entity AS e ON e.entity_id = g.entity_id
      WHERE e.dataset_type = 'difference_image' AND e.produced = 1 ORDER BY g.entity_id`
    const reply = await page.request.post('/api/tap/sync', { form: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query } })
    const id = (await reply.text()).split(/\r?\n/u)[1] ?? ''
    await page.goto(`/provenance/lineage?id=${encodeURIComponent(id)}&direction=BACK`)
    const side = page.getByRole('region', { name: 'Lineage' }).getByRole('complementary')
    await expect(side).toContainText(/\d things? in \d+ box/u)
    const filled = await exposureOf(page, side)
    expect(id).toContain(filled.join('/'))

    await page.goBack()
    await expect(side).toContainText(/\d things? in \d+ box/u)
    await page.getByRole('group', { name: 'Graph' }).locator('button[aria-current=true]').focus()
    await page.keyboard.press('ArrowLeft')
    await expect(side.getByRole('heading', { level: 2 })).toContainText('subtractImages')
    await side.getByRole('button', { name: 'Ask about this' }).click()
    await questions(page)
      .getByRole('link', { name: /^What did this execution read and make/u })
      .click()
    await expect(page.getByLabel('Execution', { exact: true })).toHaveValue(/^[0-9a-f-]{36}$/u)
  })
})
