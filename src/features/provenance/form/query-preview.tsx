import { Fragment } from 'react'
import type { ReactNode } from 'react'
import type { Expansion, Template } from '../../../../vo/templates/template.ts'

/** The query as it will be sent, what was filled in marked; while blanks are open, the template with its blanks. */
export function QueryPreview({ template, expansion }: { readonly template: Template; readonly expansion: Expansion | null }) {
  return (
    <section className="prov-query" aria-label="Expanded query">
      <pre tabIndex={0} aria-label={expansion === null ? 'The query with its blanks' : 'The query'}>
        {expansion === null ? blanks(template.adql) : filled(expansion)}
      </pre>
    </section>
  )
}

function filled({ query, bound }: Expansion): ReactNode {
  const marks = bound
    .flatMap((b) => b.at.map(([from, to]) => ({ from, to, title: `${b.name}${b.note === undefined ? '' : `: ${b.note}`}` })))
    .toSorted((a, b) => a.from - b.from)
  const parts: ReactNode[] = []
  let last = 0
  for (const m of marks) {
    if (m.from < last) continue
    parts.push(
      <Fragment key={m.from}>
        {query.slice(last, m.from)}
        <mark title={m.title}>{query.slice(m.from, m.to)}</mark>
      </Fragment>,
    )
    last = m.to
  }
  return [...parts, query.slice(last)]
}

function blanks(adql: string): ReactNode {
  return adql.split(/(\{[\w.]+\}|\[\[|\]\])/u).map((part, i) =>
    // the parts of a text stay in their places
    // oxlint-disable-next-line react/no-array-index-key
    part.startsWith('{') ? (
      <mark key={i} className="open">
        {part}
      </mark>
    ) : part === '[[' || part === ']]' ? (
      <span key={i} className="dim">
        {part}
      </span>
    ) : (
      part
    ),
  )
}
