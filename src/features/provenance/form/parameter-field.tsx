import { useState } from 'react'
import type { TemplateParameter, TemplateValue } from '../../../../vo/templates/template.ts'
import { BandMark, bands } from '../../../ui/bands.tsx'
import { Combobox } from '../../../ui/combobox.tsx'
import { listOf } from '../form-values.ts'
import { useLookup } from '../use-lookup.ts'
import { ChipsField } from './chips-field.tsx'
import { FieldFrame } from './field-frame.tsx'
import type { FieldIds } from './field-frame.tsx'

export interface ParameterFieldProps {
  readonly parameter: TemplateParameter
  readonly value: TemplateValue | undefined
  readonly problem: string | null
  /** What the value was read as: '2026-03-17T02:00 UTC = MJD 61116.08333'. */
  readonly note: string | null
  readonly onChange: (value: TemplateValue) => void
  /** Opens the map to draw the region. */
  readonly onPickRegion: () => void
}

const placeholders: Readonly<Partial<Record<TemplateParameter['type'], string>>> = {
  day_obs: '2026-03-17 or 20260317',
  time: '2026-03-17T02:00 or MJD 61116.08',
  uuid: '8-4-4-4-12 hexadecimal digits',
  sha: '6 to 40 hexadecimal digits',
  region: 'circle 150.1 2.2 0.5',
  entity: 'ivo://… or UUID',
}

/** Up to so many options a list is ticked rather than typed. */
const maxTicks = 8

/** The control that fits a parameter's type. */
export function ParameterField(props: ParameterFieldProps) {
  const { parameter } = props
  const isTicked =
    parameter.list === true && (parameter.type === 'band' || (parameter.type === 'enum' && (parameter.options?.length ?? 0) <= maxTicks))
  const group = isTicked || parameter.type === 'time_range'
  return (
    <FieldFrame parameter={parameter} problem={props.problem} note={props.note} group={group}>
      {(ids) => (isTicked ? <Ticks {...props} /> : <Control {...props} ids={ids} />)}
    </FieldFrame>
  )
}

function Control({ parameter, value, onChange, ids, onPickRegion }: ParameterFieldProps & { readonly ids: FieldIds }) {
  if (parameter.type === 'time_range') return <RangeControl value={textOf(value)} onChange={onChange} ids={ids} />
  if (parameter.list === true)
    return (
      <ChipsField parameter={parameter} ids={ids} values={typeof value === 'string' ? listOf(value, parameter) : (value ?? [])} onChange={onChange} />
    )
  const text = textOf(value)
  if (parameter.type === 'enum' || parameter.type === 'band') {
    const options = parameter.type === 'band' && parameter.options === undefined ? bandOptions : (parameter.options ?? [])
    return (
      <select
        id={ids.id}
        value={text}
        aria-describedby={ids.describedBy}
        aria-invalid={ids.invalid}
        aria-required={parameter.required === true || undefined}
        onChange={(e) => onChange(e.target.value)}
      >
        <option value="">{parameter.required === true ? 'Choose …' : 'any'}</option>
        {options.some((o) => o.value === text) || text === '' ? null : <option value={text}>{text}</option>}
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label ?? o.value}
          </option>
        ))}
      </select>
    )
  }
  if (parameter.lookup !== undefined) return <LookupControl parameter={parameter} value={text} onChange={onChange} ids={ids} />
  const box = (
    <input
      id={ids.id}
      value={text}
      className={
        parameter.type === 'region' || parameter.type === 'entity' || parameter.type === 'uuid' || parameter.type === 'sha' ? 'mono' : undefined
      }
      inputMode={/^(long|int|visit|detector|tract|patch)$/u.test(parameter.type) ? 'numeric' : undefined}
      placeholder={placeholders[parameter.type]}
      aria-describedby={ids.describedBy}
      aria-invalid={ids.invalid}
      aria-required={parameter.required === true || undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={(e) => onChange(e.target.value)}
    />
  )
  if (parameter.type !== 'region') return box
  return (
    <div className="row nowrap">
      {box}
      <button type="button" onClick={onPickRegion} aria-label={`Draw ${parameter.label} on the map`}>
        Draw …
      </button>
    </div>
  )
}

const bandOptions = Object.keys(bands).map((b): { readonly value: string; readonly label?: string } => ({ value: b }))

function textOf(value: TemplateValue | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : value.join(', ')
}

function LookupControl({
  parameter,
  value,
  onChange,
  ids,
}: {
  readonly parameter: TemplateParameter
  readonly value: string
  readonly onChange: (value: string) => void
  readonly ids: FieldIds
}) {
  const [hasFocus, setFocus] = useState(false)
  const lookup = useLookup(parameter, value, hasFocus)
  return (
    <Combobox
      id={ids.id}
      label={`${parameter.label}: values`}
      value={value}
      onChange={onChange}
      choices={lookup.choices}
      words={lookup.words}
      describedBy={ids.describedBy}
      invalid={ids.invalid}
      required={parameter.required === true}
      mono={parameter.type === 'entity'}
      placeholder={placeholders[parameter.type] ?? 'type to look values up'}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
    />
  )
}

/** Both ends of a range of time; either may stay empty. */
function RangeControl({ value, onChange, ids }: { readonly value: string; readonly onChange: (value: string) => void; readonly ids: FieldIds }) {
  const at = value.indexOf('/')
  const [from, to] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)]
  const put = (a: string, b: string): void => onChange(a.trim() === '' && b.trim() === '' ? '' : `${a}/${b}`)
  return (
    <div className="range-ends">
      {(
        [
          ['From', from, (text: string) => put(text, to)],
          ['To', to, (text: string) => put(from, text)],
        ] as const
      ).map(([label, text, change]) => (
        <label key={label} className="row nowrap">
          <span className="dim">{label}</span>
          <input
            value={text}
            placeholder={label === 'From' ? '2026-03-17T02:00 or MJD' : 'before this moment'}
            aria-describedby={ids.describedBy}
            aria-invalid={ids.invalid}
            autoComplete="off"
            spellCheck={false}
            onChange={(e) => change(e.target.value.replaceAll('/', ''))}
          />
        </label>
      ))}
    </div>
  )
}

/** A few values to tick; none ticked = any. */
function Ticks({ parameter, value, onChange }: ParameterFieldProps) {
  const chosen = new Set(typeof value === 'string' ? listOf(value, parameter) : (value ?? []))
  const options = parameter.options ?? bandOptions
  return (
    <div className="segments ticks">
      {options.map((o) => (
        <label key={o.value} className={chosen.has(o.value) ? 'on' : undefined}>
          <input
            type="checkbox"
            checked={chosen.has(o.value)}
            onChange={(e) => onChange(options.map((x) => x.value).filter((v) => (v === o.value ? e.target.checked : chosen.has(v))))}
          />
          {parameter.type === 'band' ? <BandMark band={o.value} /> : (o.label ?? o.value)}
        </label>
      ))}
    </div>
  )
}
