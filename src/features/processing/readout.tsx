import { useNightHere, useView } from './night-context.ts'
import { placeWords } from './place.ts'

/** What lies under the pointer, in words; without a pointer, what is selected, which is also read out. */
export function Readout() {
  const { night, facts } = useNightHere()
  const { hover, selection } = useView((view) => ({ hover: view.hover, selection: view.selection }))
  const selected = selection === null ? '' : placeWords(night, facts, selection)
  return (
    <p className="night-readout">
      <span aria-hidden="true">{hover === null ? selected : placeWords(night, facts, hover)}</span>
      <span aria-live="polite" className="visually-hidden">
        {selected}
      </span>
    </p>
  )
}
