import type { Page } from '@playwright/test'

/** Rows of a TAP query, asked of the service itself; every value as text. */
export async function tapTable(page: Page, query: string): Promise<readonly (readonly string[])[]> {
  const answer = await page.request.post('/api/tap/sync', { form: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query } })
  if (!answer.ok()) throw new Error(`${answer.status()}: ${await answer.text()}`)
  return (await answer.text())
    .trim()
    .split(/\r?\n/u)
    .slice(1)
    .map((line) => line.split(','))
}
