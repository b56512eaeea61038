import { useId } from 'react'
import type { ReactNode } from 'react'
import type { TemplateParameter } from '../../../../vo/templates/template.ts'

/** What ties a control to its label, help and problem. */
export interface FieldIds {
  readonly id: string
  readonly describedBy: string
  readonly invalid: boolean
}

/** A time is given as ISO 8601 or MJD, and compared as an MJD of one scale; all else has the unit of its column. */
function unitOf({ type, scale, unit }: TemplateParameter): string | null {
  if (type === 'time' || type === 'time_range') return `MJD, ${scale === 'tai' ? 'TAI' : 'UTC'}`
  return unit === undefined || unit === '' ? null : unit
}

/** Name, unit and help of one blank around its control; below it what is wrong, else what the value was read as. `group`: several controls under one name. */
export function FieldFrame(props: {
  readonly parameter: TemplateParameter
  readonly problem: string | null
  readonly note: string | null
  readonly group?: boolean
  readonly children: (ids: FieldIds) => ReactNode
}) {
  const { parameter, problem, note, group = false } = props
  const id = useId()
  const about = [
    unitOf(parameter),
    parameter.required === true ? null : 'optional',
    parameter.min === undefined && parameter.max === undefined ? null : `${parameter.min ?? '…'} to ${parameter.max ?? '…'}`,
  ].filter((x) => x !== null)
  const ids = { id, describedBy: `${id}-about ${id}-help ${id}-note`, invalid: problem !== null }
  const name = group ? (
    <span id={`${id}-name`} className="ask-label">
      {parameter.label}
    </span>
  ) : (
    <label htmlFor={id} className="ask-label">
      {parameter.label}
    </label>
  )
  return (
    <div
      className={problem === null ? 'ask-field' : 'ask-field wrong'}
      {...(group ? { role: 'group', 'aria-labelledby': `${id}-name`, 'aria-describedby': ids.describedBy } : {})}
    >
      <div className="ask-name">
        {name}
        <span id={`${id}-about`} className="dim">
          {about.join(' · ')}
        </span>
      </div>
      {props.children(ids)}
      <span id={`${id}-note`} className={problem === null ? 'hint' : 'problem'} role={problem === null ? undefined : 'alert'}>
        {problem ?? note ?? ''}
      </span>
      <span id={`${id}-help`} className="hint">
        {parameter.help ?? ''}
      </span>
    </div>
  )
}
