import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Facts } from '../../../../vo/templates/ask.ts'
import { headline, sentence } from '../../../api/api-error.ts'
import { useArchives } from '../../../api/archive-context.ts'
import type { Archive } from '../../../api/archive.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import { FailureBox } from '../../../ui/failure-box.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { clockText } from '../clock-text.ts'
import { clocks } from '../night-view.ts'
import type { Clock } from '../night-view.ts'
import { objectClocks, orderWords, rankBy, usualClock } from './object-order.ts'
import type { ObjectClock, ObjectSource } from './object-order.ts'
import { ObjectTable } from './object-table.tsx'
import { mostObjectSources, objectQuery } from './read-object.ts'
import { SlopeChart, stateMarks } from './slope-chart.tsx'
import './object.css'

const clockNames: Readonly<Record<ObjectClock, string>> = {
  explicit: 'recorded rank (prv_proc_order)',
  stored: 'record stored: the order that association saw',
  made: 'record made, by the worker’s clock',
  replicated: 'record copied to the database for users',
}

/** The sources of one object in processing order beside observing order. */
export function ObjectPage({ askAbout }: { readonly askAbout: ((facts: Facts) => ReactNode) | null }) {
  const { id = '' } = useParams()
  const { current } = useArchives()
  const isId = /^\d{1,19}$/u.test(id) && BigInt(id) < 2n ** 63n
  return (
    <main className="page object-page" id="main" tabIndex={-1}>
      <div className="object-head">
        <h1>Object {isId ? <span className="mono-figures">{id}</span> : null}</h1>
        <ObjectForm key={id} id={id} />
        {isId ? (askAbout?.({ object: id }) ?? null) : null}
      </div>
      {isId ? (
        <Asked archive={current} id={BigInt(id)} />
      ) : (
        <p className="note warn">
          {JSON.stringify(id.slice(0, 40))} is not an object: write its dia_object_id or ss_object_id, a number of up to 19 digits.
        </p>
      )}
    </main>
  )
}

function ObjectForm({ id }: { readonly id: string }) {
  const [text, setText] = useState(id)
  const [params] = useSearchParams()
  const go = useNavigate()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void go({ pathname: `../objects/${encodeURIComponent(text.trim())}`, search: params.toString() })
  }
  return (
    <form className="row" onSubmit={submit}>
      <input aria-label="Object id" inputMode="numeric" value={text} onChange={(e) => setText(e.target.value)} className="object-id" />
      <button type="submit">Show</button>
    </form>
  )
}

function Asked({ archive, id }: { readonly archive: Archive; readonly id: bigint }) {
  const query = useQuery(objectQuery(archive, id))
  if (query.data === undefined) {
    const error = query.error === null ? null : apiErrorOf(query.error)
    return error === null ? (
      <Waiting running words="Reading the sources of the object" />
    ) : (
      <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void query.refetch()} />
    )
  }
  if (query.data.length === 0)
    return (
      <p className="note">
        The archive holds no source of object {String(id)}. Sources that were moved to a solar-system object are found by its ss_object_id.
      </p>
    )
  return <Shown sources={query.data} />
}

function Shown({ sources }: { readonly sources: readonly ObjectSource[] }) {
  const [params, setParams] = useSearchParams()
  const usual = useMemo(() => usualClock(sources), [sources])
  const by = objectClocks.find((c) => c === params.get('by')) ?? usual
  const clock: Clock = clocks.find((c) => c !== 'sunset' && c === params.get('clock')) ?? 'utc'
  const ranked = useMemo(() => rankBy(sources, by), [sources, by])
  const selected = params.get('source')
  const put = (key: string, value: string, isUsual: boolean): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (isUsual) next.delete(key)
        else next.set(key, value)
        return next
      },
      { replace: true },
    )
  const shown = ranked.find((s) => s.id === selected)
  return (
    <>
      <p role="status">
        {orderWords(ranked)}.{sources.length >= mostObjectSources ? ` These are its first ${mostObjectSources.toLocaleString('en')} sources.` : ''}
      </p>
      <div className="row object-tools">
        <label className="choice">
          Processed by
          <select value={by} onChange={(e) => put('by', e.target.value, e.target.value === usual)}>
            {objectClocks.map((c) => (
              <option key={c} value={c} disabled={!sources.some((s) => s[c] !== null)}>
                {clockNames[c]}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          Clock
          <select value={clock} onChange={(e) => put('clock', e.target.value, e.target.value === 'utc')}>
            <option value="utc">UTC</option>
            <option value="tai">TAI</option>
            <option value="mjd">MJD (TAI)</option>
          </select>
        </label>
        <ul className="object-legend" aria-label="Marks">
          {(['in order', 'precovery', 'overtook', 'tie', 'missing', 'impossible'] as const).map((state) => (
            <li key={state} className={`source-${state.replace(' ', '-')}`}>
              <span aria-hidden="true">{stateMarks[state]}</span> {state}
            </li>
          ))}
        </ul>
      </div>
      {shown === undefined ? null : (
        <p className="dim">
          Source {shown.id}: observed {clockText(shown.observed, clock, 0)}.{' '}
          <Link to={`../${nightOf(shown)}?sel=${shown.visit}.${shown.detector}`}>Its visit in the night</Link>
        </p>
      )}
      <div className="object-body">
        {/* a keyboard scrolls it; its rows are those of the table */}
        <div className="slope-box" tabIndex={0} role="group" aria-label="Both orders, drawn">
          <SlopeChart sources={ranked} selected={selected} onSelect={(id) => put('source', id, false)} />
        </div>
        <ObjectTable sources={ranked} by={by} clock={clock} selected={selected} onSelect={(id) => put('source', id, false)} />
      </div>
    </>
  )
}

/** The night of a source: visits of Rubin are numbered by their night. */
function nightOf(source: ObjectSource): string {
  return source.visit.slice(0, 8)
}
