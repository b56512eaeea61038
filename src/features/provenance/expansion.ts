import type { Result } from '../../../vo/result.ts'
import type { BoundValue, Expansion, Template, TemplateProblem } from '../../../vo/templates/template.ts'
import type { Values } from './form-values.ts'
import { filledOnly, isFilled } from './form-values.ts'

// Stand-in until vo/templates/expand.ts is here: texts only
export function expansionOf(template: Template, given: Values): Result<Expansion, readonly TemplateProblem[]> {
  const values = filledOnly(given)
  const missing = template.parameters.filter((p) => p.required === true && !isFilled(values[p.name]))
  if (missing.length > 0) return { ok: false, error: missing.map((p) => ({ parameter: p.name, message: `${p.label} is needed.` })) }
  const kept = template.adql.replaceAll(/\[\[([\s\S]*?)\]\]/gu, (_, part: string) =>
    [...part.matchAll(/\{(\w+)/gu)].every((m) => isFilled(values[m[1]!])) ? part : '',
  )
  const bound = new Map<string, { literal: string; given: string; at: [number, number][] }>()
  let query = ''
  let last = 0
  for (const m of kept.matchAll(/\{(\w+)(?:\.(from|to))?\}/gu)) {
    query += kept.slice(last, m.index)
    last = m.index + m[0].length
    const v = values[m[1]!] ?? ''
    const p = template.parameters.find((x) => x.name === m[1])
    const text = (x: string): string =>
      ['visit', 'detector', 'day_obs', 'long', 'int', 'double', 'tract', 'patch'].includes(p?.type ?? '') ? x : `'${x}'`
    const literal = typeof v === 'string' ? text(m[2] === 'to' ? (v.split('/')[1] ?? '') : (v.split('/')[0] ?? '')) : `(${v.map(text).join(', ')})`
    const b = bound.get(m[1]!) ?? { literal, given: String(v), at: [] }
    b.at.push([query.length, query.length + literal.length])
    bound.set(m[1]!, b)
    query += literal
  }
  query += kept.slice(last)
  return { ok: true, value: { query, bound: [...bound].map(([name, b]): BoundValue => ({ name, ...b })) } }
}
