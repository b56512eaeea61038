import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectNoViolation } from './testing/axe.ts'
import { dachsStandIn } from './testing/dachs-conversation.ts'

const templates = (page: Page) => page.getByRole('region', { name: 'Templates' })
const at = (tap: string): string => `archive=${encodeURIComponent(tap)}`

/** The tables of an archive as TAP_SCHEMA tells them. */
const tablesVotable = (names: readonly string[]): string => `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>
<TABLE><FIELD name="table_name" datatype="char" arraysize="*"/><DATA><TABLEDATA>${names.map((name) => `<TR><TD>${name}</TD></TR>`).join('')}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`

test.describe('Questions to an archive without a template service', () => {
  test('that has no provenance: which cannot be asked is said, and why', async ({ page }) => {
    const dachs = await dachsStandIn('http://127.0.0.1:8080')
    try {
      await page.goto(`/provenance?${at(dachs.tap)}`)
      const list = templates(page)
      await expect(list.getByText(/^\d\d questions cannot be asked here$/u)).toBeVisible()
      await expect(list.getByText('This archive has no table prov.quantum, where the answer would be.').first()).toBeVisible()
      await expectNoViolation(page)
      await list.getByRole('link', { name: 'What failed, where, and why?' }).click()
      await expect(page.getByRole('alert').filter({ hasText: 'This question cannot be asked here.' })).toContainText('prov.quantum')
      await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled()
      await expect(page.getByRole('region', { name: 'Answer' })).toContainText('This archive cannot answer it')
      await page.goto(`/provenance/lineage?id=x&${at(dachs.tap)}`)
      await expect(page.getByText(/offers no lineage/u)).toBeVisible()
      expect(dachs.faults).toEqual([])
    } finally {
      await dachs.close()
    }
  })

  test('that has the tables: its questions run as queries, and what is saved stays in this browser', async ({ page, baseURL }) => {
    const tap = `${baseURL}/api/tap`
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${new URL(request.url()).pathname} ${request.postData() ?? ''}`))
    await page.goto(`/provenance/failed-quanta?status=FAILED&show-as=table&${at(tap)}`)
    await expect(page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)).toContainText(/failed/u)
    expect(asked.filter((a) => a.includes('/api/provenance/'))).toEqual([])
    expect(asked.some((a) => a.startsWith('/api/tap/sync') && a.includes('prov.quantum'))).toBe(true)
    await page.getByRole('button', { name: 'Save as template' }).click()
    const sheet = page.getByRole('dialog', { name: 'Save as template' })
    await expect(sheet).toContainText('yours is kept in this browser')
    await sheet.getByLabel('Question, in one sentence').fill('What failed over there?')
    await sheet.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'What failed over there?' })).toBeVisible()
    await page.goto(`/provenance?${at(tap)}`)
    await expect(templates(page).getByRole('link', { name: 'What failed over there?' })).toBeVisible()
    await expect(templates(page)).toContainText('in this browser')
  })

  test('that has some of the tables: the rest is listed apart, and Rubin’s baseline schema is asked in its own form', async ({ page, baseURL }) => {
    const tables = ['ivoa.obscore', 'PROV.quantum', 'baseline.prv_cnf_Task', 'baseline.prv_Task', 'baseline.prv_TaskExecution', 'baseline.prv_Node']
    const more = ['baseline.prv_TaskExecutionToOutputDataBlock', 'baseline.prv_cnf_Task_KVParams']
    await page.route('**/api/tap/sync', (route) =>
      (route.request().postData() ?? '').includes('tap_schema.tables')
        ? route.fulfill({ contentType: 'application/x-votable+xml', body: tablesVotable([...tables, ...more]) })
        : route.continue(),
    )
    await page.goto(`/provenance?${at(`${baseURL}/api/tap`)}`)
    await expect(page.getByText(/; \d+ of \d+ can be asked here\.$/u)).toBeVisible()
    const groups = templates(page).locator('.prov-groups')
    await expect(groups.getByRole('link', { name: 'What failed, where, and why?' })).toBeVisible()
    await expect(groups.getByRole('link', { name: 'What did this bad node process?' })).toBeVisible()
    await expect(groups.getByRole('link', { name: 'What was made from this exposure?' })).toHaveCount(0)
    await templates(page)
      .getByText(/questions cannot be asked here$/u)
      .click()
    await expect(templates(page).getByRole('link', { name: 'What was made from this exposure?' })).toBeVisible()
    await groups.getByRole('link', { name: 'What did this bad node process?' }).click()
    await page.getByRole('combobox', { name: 'Node' }).fill('n1')
    await expect(page.getByRole('region', { name: 'Expanded query' })).toContainText('FROM baseline.prv_Node AS n')
  })
})
