import type { Page } from '@playwright/test'

/** The DID of a calibrated image of the demo survey, asked of the service itself. */
export async function someImage(page: Page): Promise<string> {
  const query = "SELECT TOP 1 obs_publisher_did FROM ivoa.obscore WHERE dataproduct_subtype = 'lsst.visit_image' ORDER BY obs_publisher_did"
  const answer = await page.request.post('/api/tap/sync', { form: { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query } })
  return (await answer.text()).split(/\r?\n/u)[1] ?? ''
}
