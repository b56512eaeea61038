import { useId } from 'react'
import type { Ref } from 'react'

/** A labelled text box; its problem is announced and tied to it. */
export function TextField(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly problem?: string | null
  /** Values to choose from, as suggestions. */
  readonly options?: readonly string[]
  readonly disabled?: boolean
  readonly mono?: boolean
  readonly ref?: Ref<HTMLInputElement>
}) {
  const id = useId()
  const { label, value, onChange, placeholder, problem = null, options, disabled = false, mono = false, ref } = props
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={ref}
        id={id}
        className={mono ? 'mono' : undefined}
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        list={options === undefined || options.length === 0 ? undefined : `${id}-options`}
        onChange={(e) => onChange(e.target.value)}
      />
      {options === undefined || options.length === 0 ? null : (
        <datalist id={`${id}-options`}>
          {options.map((o) => (
            <option key={o} value={o} />
          ))}
        </datalist>
      )}
      {problem === null ? null : (
        <span className="problem" role="alert" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  )
}
