import { expect } from 'vitest'
import { expansionAnswer } from '../../../contract/templates.ts'
import type { Dax } from '../../../dax.ts'
import type { TemplateValue } from '../../../../vo/templates/template.ts'

/** A row of an answer as texts by column; null and the empty text are ''. */
export type AnswerRow = Readonly<Record<string, string>>

/** Fills a template and runs its query, both over HTTP as a client does. */
export async function askTemplate(
  dax: Dax,
  id: string,
  values: Readonly<Record<string, TemplateValue>>,
  maxrec = 10_000,
): Promise<readonly AnswerRow[]> {
  const filled = await dax(new Request(`http://dax.test/api/provenance/templates/${id}/expand`, { method: 'POST', body: JSON.stringify({ values }) }))
  const body = await filled.text()
  expect(filled.status, body).toBe(200)
  const { query } = expansionAnswer.parse(JSON.parse(body))
  const answer = await dax(
    new Request('http://dax.test/api/tap/sync', {
      method: 'POST',
      body: new URLSearchParams({ LANG: 'ADQL', QUERY: query, FORMAT: 'tsv', MAXREC: String(maxrec) }),
    }),
  )
  const text = await answer.text()
  expect(answer.status, `${text}\n${query}`).toBe(200)
  const [heading = '', ...lines] = text.split(/\r?\n/u).filter((line) => line !== '')
  const names = heading.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

/** Chosen columns of rows, as 'a b' texts. */
export function told(rows: readonly AnswerRow[], ...columns: readonly string[]): readonly string[] {
  return rows.map((row) => columns.map((c) => row[c] ?? `(no ${c})`).join(' '))
}
