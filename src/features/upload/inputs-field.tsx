import { useId } from 'react'
import { PickInputs } from './pick-inputs.tsx'
import { inputsOf } from './made-from.ts'

/** What images were made from: ids that are typed, or picked from the archive and its map. */
export function InputsField(props: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem: string | null
  readonly region: string | null
  readonly isPicking: boolean
  readonly onPicking: (isPicking: boolean) => void
}) {
  const { value, onChange, problem, region, isPicking, onPicking } = props
  const id = useId()
  return (
    <div className="field wide">
      <span className="row between">
        <label htmlFor={id}>Made from: ids of images or UUIDs, one a line</label>
        <button type="button" className="quiet" onClick={() => onPicking(true)}>
          Pick from the archive
        </button>
      </span>
      <textarea
        id={id}
        className="mono"
        rows={2}
        value={value}
        placeholder="ivo://…"
        aria-invalid={problem !== null}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem === null ? null : (
        <span className="problem" role="alert">
          {problem.slice(0, 80)} is no id: ivo://… (the id of an image, told on its page) or a UUID.
        </span>
      )}
      {isPicking ? (
        <PickInputs chosen={inputsOf(value)} onChange={(ids) => onChange(ids.join('\n'))} region={region} onClose={() => onPicking(false)} />
      ) : null}
    </div>
  )
}
