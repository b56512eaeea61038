import { useId, useState } from 'react'
import type { KeyboardEvent, Ref } from 'react'

/** A value to choose, with words about it. */
export interface Choice {
  readonly value: string
  readonly label?: string
}

export interface ComboboxProps {
  readonly id: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** A choice was taken from the list. Absent = it becomes the value. */
  readonly onChoose?: (value: string) => void
  readonly choices: readonly Choice[]
  /** Said in the list where there is nothing to choose, or above what there is: 'asking …', 'no node begins so'. */
  readonly words?: string
  /** Name of the list for screen readers. */
  readonly label: string
  readonly placeholder?: string
  readonly describedBy?: string | undefined
  readonly invalid?: boolean
  readonly required?: boolean
  readonly mono?: boolean
  readonly onFocus?: () => void
  readonly onBlur?: () => void
  /** Keys that the list does not take; preventDefault keeps them from the form. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** A text box that offers values while one types (ARIA combobox): arrows walk, Enter takes, Escape closes, any other text stays as typed. */
export function Combobox(props: ComboboxProps) {
  const { id, value, onChange, choices, words = '', label, invalid = false, required = false, mono = false, describedBy, placeholder, ref } = props
  const list = useId()
  const [isOpen, setOpen] = useState(false)
  // by its value: Enter takes what is marked, also when an answer that comes late puts it elsewhere
  const [active, setActive] = useState<string | null>(null)
  const shown = isOpen && (choices.length > 0 || words !== '')
  const at = active === null ? -1 : choices.findIndex((c) => c.value === active)
  const choose = (choice: Choice): void => {
    setOpen(false)
    setActive(null)
    if (props.onChoose === undefined) onChange(choice.value)
    else props.onChoose(choice.value)
  }
  const key = (event: KeyboardEvent<HTMLInputElement>): void => {
    const chosen = choices[at]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (!isOpen) setOpen(true)
      setActive(choices[(at + step + (at < 0 && step < 0 ? 1 : 0) + choices.length) % choices.length]?.value ?? null)
    } else if (event.key === 'Enter' && shown && chosen !== undefined) choose(chosen)
    else if (event.key === 'Escape' && shown) setOpen(false)
    else {
      props.onKeyDown?.(event)
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="combobox">
      <input
        ref={ref}
        id={id}
        role="combobox"
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        aria-required={required || undefined}
        className={mono ? 'mono' : undefined}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(e) => {
          onChange(e.target.value)
          setOpen(true)
          setActive(null)
        }}
        onFocus={() => props.onFocus?.()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false)
          props.onBlur?.()
        }}
        onKeyDown={key}
      />
      <ul id={list} role="listbox" aria-label={label} hidden={!shown || choices.length === 0}>
        {shown
          ? choices.map((choice, i) => (
              <li
                key={choice.value}
                id={`${list}-${i}`}
                role="option"
                aria-selected={i === at}
                ref={(el) => {
                  if (i === at) el?.scrollIntoView({ block: 'nearest' })
                }}
                onPointerDown={(e) => e.preventDefault()}
                onMouseMove={() => setActive(choice.value)}
                onClick={() => choose(choice)}
              >
                <span className="choice-value">{choice.value}</span>
                {choice.label === undefined || choice.label === '' ? null : <span className="dim choice-label">{choice.label}</span>}
              </li>
            ))
          : null}
      </ul>
      <span role="status" className={shown && choices.length === 0 ? 'combobox-words' : 'visually-hidden'}>
        {shown ? (choices.length === 0 ? words : `${choices.length} to choose from`) : ''}
      </span>
    </div>
  )
}
