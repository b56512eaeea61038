import { NumberBox } from './inputs.tsx'
import { wholePixels } from './cut-out.ts'
import type { PixelRect } from './cut-out.ts'

/** The marked part in numbers, for those who do not drag, and what can be done with it. */
export function CutOutTools(props: {
  readonly mark: PixelRect
  readonly width: number
  readonly height: number
  readonly isBusy: boolean
  readonly onMark: (mark: PixelRect) => void
  readonly onSave: () => void
}) {
  const { width, height, isBusy, onMark, onSave } = props
  const box = wholePixels(props.mark, width, height)
  const set = (change: Partial<typeof box>): void => {
    const { x, y, w, h } = { ...box, ...change }
    const at = wholePixels({ x0: x - 0.5, y0: y - 0.5, x1: x + w - 0.5, y1: y + h - 0.5 }, width, height)
    onMark({ x0: at.x - 0.5, y0: at.y - 0.5, x1: at.x + at.w - 0.5, y1: at.y + at.h - 0.5 })
  }
  return (
    <div className="row image-tools cut-out-tools" role="group" aria-label="Cut-out">
      <span className="dim">Drag on the picture, or give pixels:</span>
      <NumberBox label="x" value={box.x} onSet={(x) => set({ x })} />
      <NumberBox label="y" value={box.y} onSet={(y) => set({ y })} />
      <NumberBox label="Width" value={box.w} onSet={(w) => set({ w })} />
      <NumberBox label="Height" value={box.h} onSet={(h) => set({ h })} />
      <button type="button" className="primary" disabled={isBusy} onClick={onSave}>
        Save the cut-out
      </button>
    </div>
  )
}
