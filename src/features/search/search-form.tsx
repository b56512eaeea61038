import { useEffect, useId, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import type { DrawShape } from '../../engine/sky/sky-engine.ts'
import { BandMark, bands } from '../../ui/bands.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ShapeIcon } from './shape-icon.tsx'
import type { FieldProblem, SearchForm as Form } from './search-state.ts'

export interface SearchFormProps {
  /** What the address says; the form starts anew when it changes (give it as `key`). */
  readonly initial: Form
  readonly imageTypes: readonly string[]
  readonly instruments: readonly string[]
  readonly problem: FieldProblem | null
  /** 'would find 1,234' while typing. */
  readonly forecast: string
  readonly drawing: DrawShape | null
  readonly onChange: (form: Form) => void
  readonly onSearch: (form: Form) => void
  readonly onDraw: (shape: DrawShape) => void
}

const shapes: readonly (readonly [DrawShape, string])[] = [
  ['circle', 'Draw a circle on the map'],
  ['box', 'Draw a box on the map'],
  ['polygon', 'Draw a polygon on the map'],
]

/** The search form. Every field is optional; together they narrow. */
export function SearchForm({ initial, imageTypes, instruments, problem, forecast, drawing, onChange, onSearch, onDraw }: SearchFormProps) {
  const { names } = useArchives()
  const [form, setForm] = useState(initial)
  const id = useId()
  const position = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/u.test(event.target.tagName)
      if (event.key !== '/' || typing) return
      event.preventDefault()
      position.current?.focus()
      position.current?.select()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const set = (field: keyof Form, value: string): void => {
    const next = { ...form, [field]: value }
    setForm(next)
    onChange(next)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onSearch(form)
  }
  const text = (field: keyof Form) => ({
    value: form[field],
    onChange: (value: string) => set(field, value),
    problem: problem?.field === field ? problem.message : null,
  })
  const isRegion = /^(circle|polygon|box|range|union|position|ellipse|convex)\b/iu.test(form.position.trim())
  const picked = new Set(form.band.split(',').filter((b) => b !== ''))
  const toggle = (band: string): void => {
    const next = new Set(picked)
    if (!next.delete(band)) next.add(band)
    set(
      'band',
      Object.keys(bands)
        .filter((b) => next.has(b))
        .join(','),
    )
  }
  return (
    <form className="search-form" onSubmit={submit} aria-label="Search for images" noValidate role="search">
      <TextField
        ref={position}
        label="Position"
        {...text('position')}
        placeholder={names === null ? '150.1 2.2 · 10:00:24 +02:12' : 'M31 · 150.1 2.2 · 10:00:24 +02:12'}
        mono
      />
      <div className="two">
        <TextField label="Radius" {...text('radius')} placeholder={isRegion ? 'in the region' : "0.1 · 5' · 30″"} disabled={isRegion} mono />
        <div className="field">
          <span id={`${id}-draw`}>Or draw it</span>
          <div className="segments" role="group" aria-labelledby={`${id}-draw`}>
            {shapes.map(([shape, words]) => (
              <button key={shape} type="button" aria-pressed={drawing === shape} aria-label={words} title={words} onClick={() => onDraw(shape)}>
                <ShapeIcon shape={shape} />
              </button>
            ))}
          </div>
        </div>
      </div>
      <fieldset className="field band-picks">
        <legend>Band</legend>
        <div className="segments">
          {Object.keys(bands).map((b) => (
            <label key={b} className={picked.has(b) ? 'on' : undefined}>
              <input type="checkbox" checked={picked.has(b)} onChange={() => toggle(b)} />
              <BandMark band={b} />
            </label>
          ))}
        </div>
        {problem?.field === 'band' ? (
          <span className="problem" role="alert">
            {problem.message}
          </span>
        ) : null}
      </fieldset>
      <TextField label="Time (UTC)" {...text('time')} placeholder="2026-03-17/2026-03-18 · MJD/MJD" mono />
      <div className="two">
        <div className="field">
          <label htmlFor={`${id}-type`}>Image type</label>
          <select id={`${id}-type`} value={form.type} onChange={(e) => set('type', e.target.value)}>
            <option value="">any</option>
            {[...new Set([...imageTypes, ...(form.type === '' ? [] : [form.type])])].map((t) => (
              <option key={t} value={t}>
                {t.replace(/^lsst\./u, '').replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </div>
        <TextField label="Exposure [s]" {...text('exposure')} placeholder="15/60" mono />
      </div>
      <div className="two">
        <TextField label="Instrument" {...text('instrument')} placeholder="any" options={instruments} />
        <TextField label="Visit or id" {...text('id')} placeholder="visit, obs id, DID" mono />
      </div>
      <div className="row submit">
        <button type="submit" className="primary">
          Search
        </button>
        <span className="dim grow" aria-live="polite">
          {forecast}
        </span>
      </div>
    </form>
  )
}
