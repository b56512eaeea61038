import { describe, expect, it } from 'vitest'
import { parseAdql } from '../../adql/parse.ts'
import { checkTemplate } from '../check.ts'
import { expand } from '../expand.ts'
import { fullDemo, pageDemo } from './demo-facts.ts'
import { templateLibrary } from './library.ts'

/** The questions of the catalogue, and what came on top. */
const asked =
  'inputs-of-coadd outputs-from-exposure lineage nodes-for-object task-version-for-source task-version-for-object-sources config-at-time config-diff affected-by-sha affected-by-node ' +
  'affected-by-input param-used manual-interventions who-writes-column execution-detail changes-since failed-quanta why-missing retries reprocessed versions-in-run proc-order-of-object ' +
  'out-of-order qa-threshold-failures reassociated-sources config-diff-runs alerts-without ' +
  'never-retried overtaken slowest mended still-owed places-out-of-order order-at-place'

describe('the library', () => {
  it('holds all questions of the catalogue, once', () => {
    expect(
      templateLibrary()
        .map((t) => t.id)
        .sort(),
    ).toEqual(asked.split(' ').sort())
  })

  it.each(templateLibrary())('$id is sound: every blank has its parameter, every subset of its parts parses, its example fills it', (template) => {
    expect(checkTemplate(template)).toEqual([])
    for (const p of template.parameters) {
      expect(p.help ?? '', p.name).not.toBe('')
      if (p.type === 'double' && p.name === 'lag') expect(p.unit).toBe('s')
    }
    expect(template.question).toMatch(/\?$/u)
  })

  it.each(templateLibrary(pageDemo))('$id fills with the examples of the page too', (template) => {
    expect(checkTemplate(template)).toEqual([])
  })

  it('names the tables it reads, in every form', () => {
    for (const template of templateLibrary(fullDemo))
      for (const form of [{ adql: template.adql, tables: template.tables }, ...(template.other ?? [])]) {
        const filled = expand({ ...template, adql: form.adql }, form.adql === template.adql ? template.example : {})
        if (!filled.ok) continue
        const parsed = parseAdql(filled.value.query)
        expect(parsed.ok).toBe(true)
        const read = new Set([...form.adql.matchAll(/\b(?:FROM|JOIN) ((?:prov|ap|ivoa|cat|baseline)\.\w+)/gu)].map((m) => m[1]!.toLowerCase()))
        expect([...read].sort(), template.id).toEqual([...form.tables].sort())
      }
  })
})
