import type { ParameterType, Template, TemplateParameter } from '../../../../vo/templates/template.ts'
import { listOf, valueText } from '../form-values.ts'

const types: readonly (readonly [ParameterType, string])[] = [
  ['text', 'text'],
  ['int', 'integer'],
  ['long', '64-bit integer'],
  ['double', 'number'],
  ['enum', 'one of a list'],
  ['visit', 'visit'],
  ['detector', 'detector'],
  ['band', 'band'],
  ['day_obs', 'night (day_obs)'],
  ['tract', 'tract'],
  ['patch', 'patch'],
  ['time', 'time'],
  ['time_range', 'range of time'],
  ['region', 'region of the sky'],
  ['entity', 'dataset'],
  ['uuid', 'UUID'],
  ['sha', 'commit (SHA prefix)'],
]

/** The blanks found in the ADQL, a card each: what they are called, their type, what is allowed. */
export function ParameterTable(props: {
  readonly parameters: readonly TemplateParameter[]
  readonly example: Template['example']
  readonly onChange: (parameters: readonly TemplateParameter[], example: Template['example']) => void
}) {
  const { parameters, example, onChange } = props
  const put = (name: string, change: Partial<Record<keyof TemplateParameter, unknown>>): void =>
    onChange(
      parameters.map((p) => {
        if (p.name !== name) return p
        const next = { ...p, ...change } as Record<string, unknown>
        for (const [key, value] of Object.entries(next)) if (value === '' || value === undefined || value === false) delete next[key]
        return { label: '', ...next } as TemplateParameter
      }),
      example,
    )
  return (
    <section aria-label="Blanks">
      <h2>
        Blanks <span className="dim">{parameters.length === 0 ? 'none in the ADQL' : `${parameters.length} found in the ADQL`}</span>
      </h2>
      <div className="blanks">
        {parameters.map((p) => (
          <fieldset key={p.name} className="blank">
            <legend className="mono">{`{${p.name}}`}</legend>
            <Text label="Label" value={p.label} onChange={(label) => put(p.name, { label })} />
            <label className="field">
              <span>Type</span>
              <select value={p.type} onChange={(e) => put(p.name, { type: e.target.value })}>
                {types.map(([type, words]) => (
                  <option key={type} value={type}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
            <Text
              label="Example"
              value={valueText(example[p.name])}
              onChange={(text) => onChange(parameters, { ...example, [p.name]: p.list === true ? listOf(text, p) : text })}
            />
            <Text label="Help" value={p.help ?? ''} onChange={(help) => put(p.name, { help })} />
            <div className="row ticks-row">
              <Tick label="required" isOn={p.required === true} onChange={(required) => put(p.name, { required })} />
              <Tick label="several values (IN)" isOn={p.list === true} onChange={(list) => put(p.name, { list })} />
            </div>
            <details>
              <summary>Unit, limits, default, values</summary>
              <Text label="Unit" value={p.unit ?? ''} onChange={(unit) => put(p.name, { unit })} />
              <Text label="Smallest" value={p.min ?? ''} onChange={(min) => put(p.name, { min })} />
              <Text label="Largest" value={p.max ?? ''} onChange={(max) => put(p.name, { max })} />
              <Text label="Default" value={p.default ?? ''} onChange={(value) => put(p.name, { default: value })} />
              {p.type === 'time' || p.type === 'time_range' ? (
                <label className="field">
                  <span>Scale of the columns</span>
                  <select value={p.scale ?? 'utc'} onChange={(e) => put(p.name, { scale: e.target.value })}>
                    <option value="utc">UTC</option>
                    <option value="tai">TAI</option>
                  </select>
                </label>
              ) : null}
              {p.type === 'enum' ? (
                <Text
                  label="Values, separated by commas"
                  value={(p.options ?? []).map((o) => o.value).join(', ')}
                  onChange={(text) =>
                    put(p.name, { options: listOf(text, { type: 'text' }).map((value) => p.options?.find((o) => o.value === value) ?? { value }) })
                  }
                />
              ) : null}
              <Text
                label="Lookup: ADQL that gives values, {typed} = what is typed"
                value={p.lookup ?? ''}
                onChange={(lookup) => put(p.name, { lookup })}
                mono
              />
            </details>
          </fieldset>
        ))}
      </div>
    </section>
  )
}

function Text({
  label,
  value,
  onChange,
  mono = false,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly mono?: boolean
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input className={mono ? 'mono' : undefined} value={value} autoComplete="off" spellCheck={false} onChange={(e) => onChange(e.target.value)} />
    </label>
  )
}

function Tick({ label, isOn, onChange }: { readonly label: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }) {
  return (
    <label className="row nowrap">
      <input type="checkbox" checked={isOn} onChange={(e) => onChange(e.target.checked)} />
      <span>{label}</span>
    </label>
  )
}
