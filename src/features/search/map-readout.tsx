import { useEffect, useState } from 'react'
import { formatAngle, formatDec, formatRa } from '../../../vo/sky/angle.ts'
import { icrsToGalactic } from '../../../vo/sky/frames.ts'
import { useSky } from '../../engine/sky/sky-context.ts'
import type { DrawnFootprints } from '../../engine/sky/footprint-layer.ts'
import type { SkyHit, SkyView } from '../../engine/sky/sky-engine.ts'
import type { Density } from './use-sky-result.ts'

/** Where the pointer is, or the middle of the map: sexagesimal, decimal and galactic; click to go round. */
export function MapReadout({ density }: { readonly density: Density | null }) {
  const engine = useSky()
  const [view, setView] = useState<SkyView>(engine.view())
  const [pointer, setPointer] = useState<SkyHit | null>(null)
  const [form, setForm] = useState(0)
  useEffect(() => engine.onView(setView), [engine])
  useEffect(() => engine.onHover(setPointer), [engine])
  const [drawn, setDrawn] = useState<DrawnFootprints | null>(null)
  useEffect(() => engine.onDetail(setDrawn), [engine])
  const at = pointer?.at ?? view.center
  const galactic = icrsToGalactic(at)
  const digits = view.fov < 0.1 ? 6 : view.fov < 10 ? 4 : 2
  const texts = [
    `${formatRa(at.ra, view.fov < 1 ? 2 : 1)} ${formatDec(at.dec, view.fov < 1 ? 1 : 0)}`,
    `${at.ra.toFixed(digits)} ${at.dec < 0 ? '' : '+'}${at.dec.toFixed(digits)}`,
    `l ${galactic.lon.toFixed(digits)} b ${galactic.lat < 0 ? '' : '+'}${galactic.lat.toFixed(digits)}`,
  ]
  const names = ['ICRS', 'ICRS', 'Galactic']
  return (
    <>
      <div className="map-readout">
        <button type="button" className="mono" onClick={() => setForm((form + 1) % texts.length)} title="Sexagesimal, decimal, galactic">
          <span className="visually-hidden">Position in the map, change its form: </span>
          {texts[form]} <span className="dim">{names[form]}</span>
        </button>
        <span className="mono" title="Width of the map">
          {formatAngle(view.fov)}
        </span>
        {pointer !== null && pointer.rows.length > 0 ? <span>{pointer.rows.length.toLocaleString('en')} here</span> : null}
        {drawn === null || drawn.detail === 'outlines' ? null : (
          <span title="Too many footprints for an outline each: colour shows how thickly they lie. A click still lists all of them.">
            {drawn.detail === 'density' ? 'footprints as density' : 'some outlines, density of all'}: zoom in for each
          </span>
        )}
      </div>
      {density === null ? null : (
        <div className={density.again === null ? 'map-legend' : 'map-legend wrong'} role="status">
          {density.again === null ? <span className="density-scale" aria-hidden="true" /> : null}
          {density.words}
          {density.again === null ? null : (
            <button type="button" onClick={density.again}>
              Try again
            </button>
          )}
        </div>
      )}
    </>
  )
}
