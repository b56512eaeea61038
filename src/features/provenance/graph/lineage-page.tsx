import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link } from 'react-router'
import { useArchives } from '../../../api/archive-context.ts'
import { lineageService, type LineageAsk } from '../../../api/lineage.ts'
import { useAddress } from '../use-address.ts'
import { LineageGraph } from './lineage-graph.tsx'

const depths = ['1', '2', '3', '5', '10', 'ALL'] as const
const directions = { BOTH: 'Up and down', BACK: 'Where it came from', FORTH: 'What came of it' } as const

/** /provenance/lineage?id=…&depth=…&direction=…: the lineage of things named in the address. */
export function LineagePage() {
  const { current } = useArchives()
  const [params, change] = useAddress()
  const ids = params.getAll('id').filter((id) => id !== '')
  const service = lineageService(current)
  const archive = params.get('archive')
  return (
    <main id="main" tabIndex={-1} className="lineage-page">
      <header className="lineage-head">
        <h1>Lineage</h1>
        <IdForm key={ids.join(' ')} ids={ids} onIds={(next) => change((p) => (p.delete('id'), next.forEach((id) => p.append('id', id))), true)} />
        <Link to={{ pathname: '/provenance', search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` }}>All questions</Link>
      </header>
      {service === null ? (
        <section aria-label="Lineage" className="lineage-empty">
          <p>{current.title} offers no lineage. Its provenance, where it has any, can be asked by a question or by ADQL.</p>
        </section>
      ) : (
        <LineageGraph service={service} roots={ids} depth={depthOf(params)} direction={directionOf(params)} archive={archive}>
          <label className="row">
            Relations
            <select value={String(depthOf(params))} onChange={(e) => change((p) => p.set('depth', e.target.value), true)}>
              {[...new Set([...depths, String(depthOf(params))])].map((depth) => (
                <option key={depth} value={depth}>
                  {depth === 'ALL' ? 'all' : depth}
                </option>
              ))}
            </select>
          </label>
          <label className="row">
            Direction
            <select value={directionOf(params)} onChange={(e) => change((p) => p.set('direction', e.target.value), true)}>
              {Object.entries(directions).map(([key, words]) => (
                <option key={key} value={key}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </LineageGraph>
      )}
    </main>
  )
}

function IdForm({ ids, onIds }: { readonly ids: readonly string[]; readonly onIds: (ids: readonly string[]) => void }) {
  const [text, setText] = useState(ids.join(' '))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onIds(text.split(/\s+/u).filter((id) => id !== ''))
  }
  return (
    <form className="row grow" onSubmit={submit}>
      <label htmlFor="lineage-id">Of</label>
      <input
        id="lineage-id"
        className="mono"
        value={text}
        onChange={(e) => setText(e.target.value)}
        placeholder="publisher DID, id or UUID; several with spaces"
      />
      <button type="submit">Show</button>
    </form>
  )
}

function depthOf(params: URLSearchParams): LineageAsk['depth'] {
  const text = (params.get('depth') ?? '').toUpperCase()
  if (text === 'ALL') return 'ALL'
  const depth = Number(text)
  return Number.isInteger(depth) && depth >= 1 && depth <= 1000 ? depth : 1
}

function directionOf(params: URLSearchParams): LineageAsk['direction'] {
  const text = (params.get('direction') ?? '').toUpperCase()
  return text === 'BACK' || text === 'FORTH' ? text : 'BOTH'
}
