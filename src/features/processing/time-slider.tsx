import { clockText } from './clock-text.ts'
import { useNightHere, useView } from './night-context.ts'

/** Where the cursor of time stands within the night. */
export function TimeSlider() {
  const { times, store } = useNightHere()
  const { at, clock } = useView((view) => ({ at: view.at, clock: view.clock }))
  const { extent, sunset } = times
  const shown = at ?? extent.from
  const words = clockText(shown, clock, sunset)
  return (
    <label className="time-slider">
      <span className="visually-hidden">Time</span>
      <input
        type="range"
        min={0}
        max={Math.ceil((extent.to - extent.from) * 86_400)}
        step={1}
        value={Math.round((shown - extent.from) * 86_400)}
        aria-label="Time"
        aria-valuetext={words}
        onChange={(event) => store.setState({ at: extent.from + Number(event.target.value) / 86_400 })}
      />
      <output>{at === null ? '' : words}</output>
    </label>
  )
}
