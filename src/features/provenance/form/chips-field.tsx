import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { TemplateParameter } from '../../../../vo/templates/template.ts'
import { Combobox } from '../../../ui/combobox.tsx'
import { listOf } from '../form-values.ts'
import { useLookup } from '../use-lookup.ts'
import type { FieldIds } from './field-frame.tsx'

/** Several values as chips: Enter or a comma adds, pasted lists are split, Backspace in the empty box takes the last one back. */
export function ChipsField(props: {
  readonly parameter: TemplateParameter
  readonly ids: FieldIds
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}) {
  const { parameter, ids, values, onChange } = props
  const [typed, setTyped] = useState('')
  const [hasFocus, setFocus] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const lookup = useLookup(parameter, typed, hasFocus)
  const add = (text: string): void => {
    const more = listOf(text, parameter).filter((v) => !values.includes(v))
    setTyped('')
    if (more.length > 0) onChange([...values, ...more])
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && typed.trim() !== '') add(typed)
    else if (event.key === 'Backspace' && typed === '' && values.length > 0) onChange(values.slice(0, -1))
    else return
    event.preventDefault()
  }
  return (
    <div className="chips">
      {values.length === 0 ? null : (
        <ul aria-label={`${parameter.label}: chosen`}>
          {values.map((v) => (
            <li key={v} className="chip">
              <span>{v}</span>
              <button
                type="button"
                aria-label={`Remove ${v}`}
                onClick={() => {
                  onChange(values.filter((x) => x !== v))
                  input.current?.focus()
                }}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <Combobox
        ref={input}
        id={ids.id}
        label={`${parameter.label}: values`}
        value={typed}
        describedBy={ids.describedBy}
        invalid={ids.invalid}
        required={parameter.required === true}
        choices={lookup.choices.filter((c) => !values.includes(c.value))}
        words={lookup.words}
        placeholder={values.length === 0 ? 'one or more, separated by commas' : 'another'}
        onChange={(text) => (/[,\n]/u.test(text) ? add(text) : setTyped(text))}
        onChoose={(value) => {
          setTyped('')
          onChange([...values, value])
        }}
        onFocus={() => setFocus(true)}
        onBlur={() => {
          setFocus(false)
          add(typed)
        }}
        onKeyDown={key}
      />
    </div>
  )
}
