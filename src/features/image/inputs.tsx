import { useEffect, useState } from 'react'

/** A choice with its label beside it. */
export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string) => void
}) {
  return (
    <label className="row beside">
      <span className="dim">{label}</span>
      <select value={value} style={{ width: 'auto' }} onChange={(e) => onChange(e.target.value)}>
        {options.map(([v, words]) => (
          <option key={v} value={v}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A number that takes effect when it is left or Enter is pressed; what is no number is taken back. */
export function NumberBox({ label, value, onSet }: { readonly label: string; readonly value: number; readonly onSet: (value: number) => void }) {
  const shown = String(Number(value.toPrecision(6)))
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const commit = (): void => {
    const next = Number(text)
    if (text.trim() !== '' && Number.isFinite(next)) {
      if (text !== shown) onSet(next)
    } else setText(shown)
  }
  return (
    <label className="row beside">
      <span className="dim">{label}</span>
      <input
        value={text}
        inputMode="decimal"
        style={{ width: 86 }}
        onChange={(e) => setText(e.target.value)}
        onBlur={commit}
        onKeyDown={(e) => e.key === 'Enter' && commit()}
      />
    </label>
  )
}
