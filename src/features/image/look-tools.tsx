import { colourMaps } from '../../../vo/fits/colour-map.ts'
import { stretches } from '../../../vo/fits/render.ts'
import type { Drawn, HduInfo, Look } from '../../engine/pixels/pixel-messages.ts'
import { Choice, NumberBox } from './inputs.tsx'

const cutRules: readonly (readonly [string, string])[] = [
  ['zscale', 'zscale'],
  ['90', '90 %'],
  ['99', '99 %'],
  ['99.5', '99.5 %'],
  ['99.9', '99.9 %'],
  ['100', 'min–max'],
  ['own', 'own'],
]

/** HDU, plane, stretch, cuts and colours. Fields of a toolbar's row; `choose` writes to the address. */
export function LookTools(props: {
  readonly look: Look
  readonly cutsText: string
  readonly drawn: Drawn | null
  readonly hdus: readonly HduInfo[]
  readonly hdu: number
  readonly plane: number
  readonly choose: (name: string) => (value: string) => void
}) {
  const { look, cutsText, drawn, choose, plane } = props
  const images = props.hdus.filter((h) => h.axes.length >= 2)
  const axes = images.find((h) => h.index === props.hdu)?.axes ?? []
  const planes = axes.slice(2).reduce((n, a) => n * a, 1)
  return (
    <>
      {images.length > 1 ? (
        <Choice
          label="HDU"
          value={String(props.hdu)}
          options={images.map((h) => [String(h.index), `${h.index} ${h.name}`])}
          onChange={choose('hdu')}
        />
      ) : null}
      {planes > 1 ? (
        <label className="row">
          Plane <input type="number" min={0} max={planes - 1} value={plane} style={{ width: 72 }} onChange={(e) => choose('plane')(e.target.value)} />{' '}
          of {planes}
        </label>
      ) : null}
      <Choice label="Stretch" value={look.stretch} options={stretches.map((s) => [s, s])} onChange={choose('stretch')} />
      <Choice
        label="Cuts"
        value={cutRules.some(([rule]) => rule === cutsText) ? cutsText : 'own'}
        options={cutRules}
        onChange={(v) => choose('cuts')(v === 'own' && drawn !== null ? `${drawn.cuts.low},${drawn.cuts.high}` : v)}
      />
      {drawn === null ? null : (
        <>
          <NumberBox label="Low" value={drawn.cuts.low} onSet={(low) => choose('cuts')(`${low},${drawn.cuts.high}`)} />
          <NumberBox label="High" value={drawn.cuts.high} onSet={(high) => choose('cuts')(`${drawn.cuts.low},${high}`)} />
        </>
      )}
      <Choice label="Colours" value={look.colours} options={colourMaps.map((c) => [c, c])} onChange={choose('colours')} />
      <button type="button" aria-pressed={look.invert} onClick={() => choose('invert')(look.invert ? '0' : '1')}>
        Invert
      </button>
    </>
  )
}
