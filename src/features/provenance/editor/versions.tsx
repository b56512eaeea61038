import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServedTemplate, Template } from '../../../../vo/templates/template.ts'
import { readTemplate } from '../../../api/templates.ts'
import { unwrap } from '../../../api/unwrap.ts'

/** The versions before, to look at and to take back. */
export function Versions({
  base,
  template,
  onTake,
}: {
  readonly base: string
  readonly template: ServedTemplate
  readonly onTake: (old: Template) => void
}) {
  const [version, setVersion] = useState<number | null>(null)
  const old = useQuery({
    queryKey: ['template', base, template.id, version],
    queryFn: ({ signal }) => unwrap(readTemplate(base, template.id, version, signal)),
    enabled: version !== null,
    staleTime: Infinity,
  })
  return (
    <section aria-label="Versions">
      <h2>Versions</h2>
      <div className="row">
        {Array.from({ length: template.version - 1 }, (_, i) => template.version - 1 - i).map((v) => (
          <button key={v} type="button" aria-pressed={v === version} onClick={() => setVersion(v)}>
            {v}
          </button>
        ))}
      </div>
      {old.error === null ? null : <p className="dim">Version {version} cannot be read.</p>}
      {old.data === undefined || version === null ? null : (
        <>
          <p className="dim">
            {old.data.title} · {old.data.question}
          </p>
          <pre tabIndex={0} aria-label={`ADQL of version ${version}`}>
            {old.data.adql}
          </pre>
          <button type="button" onClick={() => onTake(old.data)}>
            Take version {version} into the editor
          </button>
        </>
      )}
    </section>
  )
}
