import { useState } from 'react'
import { projections } from '../../engine/sky/view-model.ts'
import type { Looks } from './explore-url.ts'
import type { SkyLayer } from './map-panel.tsx'

const projectionNames: Readonly<Record<string, string>> = {
  TAN: 'Tangential',
  STG: 'Stereographic',
  SIN: 'Orthographic',
  ZEA: 'Zenithal equal area',
  MER: 'Mercator',
  AIT: 'Hammer–Aitoff',
  MOL: 'Mollweide',
}

/** Buttons at the map's corner: zoom, back to the region, and what the map shows. */
export function MapTools(props: {
  readonly looks: Looks
  readonly change: (edit: (p: URLSearchParams) => void) => void
  readonly hasDensity: boolean
  readonly zoom: (factor: number) => void
  readonly onHome: (() => void) | null
  readonly baseMaps: readonly SkyLayer[]
  readonly overlays: readonly SkyLayer[]
}) {
  const { looks, change, hasDensity, zoom, onHome, baseMaps, overlays } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="map-tools" role="toolbar" aria-label="Map tools" aria-orientation="vertical">
      <button type="button" onClick={() => zoom(0.6)} aria-label="Zoom in" title="Zoom in (+)">
        <Sign path="M8 3v10M3 8h10" />
      </button>
      <button type="button" onClick={() => zoom(1.6)} aria-label="Zoom out" title="Zoom out (−)">
        <Sign path="M3 8h10" />
      </button>
      <button
        type="button"
        disabled={onHome === null}
        onClick={() => onHome?.()}
        aria-label="Back to the searched region"
        title="Back to the searched region (Home)"
      >
        <Sign path="M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7" />
      </button>
      <button
        type="button"
        aria-pressed={looks.grid}
        onClick={() => change((p) => (looks.grid ? p.delete('grid') : p.set('grid', '1')))}
        aria-label="Coordinate grid"
        title="Coordinate grid"
      >
        <Sign path="M2 5.5h12M2 10.5h12M5.5 2v12M10.5 2v12" />
      </button>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} aria-label="Layers and projection" title="Layers and projection">
        <Sign path="M8 2 14 5.5 8 9 2 5.5zM2.5 8.5 8 11.7l5.5-3.2M2.5 11 8 14.2 13.5 11" />
      </button>
      {isOpen ? (
        <div className="map-layers" role="group" aria-label="Layers and projection" onKeyDown={(e) => e.key === 'Escape' && setOpen(false)}>
          <label className="field">
            <span>Projection</span>
            <select
              value={looks.projection}
              onChange={(e) => change((p) => (e.target.value === 'SIN' ? p.delete('proj') : p.set('proj', e.target.value)))}
            >
              {Object.keys(projections).map((p) => (
                <option key={p} value={p}>
                  {projectionNames[p] ?? p}
                </option>
              ))}
            </select>
          </label>
          {baseMaps.length > 1 ? (
            <label className="field">
              <span>Base map</span>
              <select
                value={looks.baseMap}
                onChange={(e) => change((p) => (e.target.value === '0' ? p.delete('base') : p.set('base', e.target.value)))}
              >
                {baseMaps.map((b, i) => (
                  <option key={b.url} value={i}>
                    {b.title}
                  </option>
                ))}
              </select>
            </label>
          ) : null}
          {overlays.length > 0 ? (
            <label className="field">
              <span>Above it</span>
              <select
                value={looks.overlay}
                onChange={(e) =>
                  change((p) => (e.target.value === '0' ? p.delete('over') : p.set('over', e.target.value === '-1' ? 'none' : e.target.value)))
                }
              >
                <option value={-1}>nothing</option>
                {overlays.map((o, i) => (
                  <option key={o.url} value={i}>
                    {o.title}
                  </option>
                ))}
              </select>
            </label>
          ) : null}
          <label className="row" title={hasDensity ? undefined : 'This archive counts no images per part of the sky'}>
            <input
              type="checkbox"
              checked={looks.density && hasDensity}
              disabled={!hasDensity}
              onChange={(e) => change((p) => (e.target.checked ? p.delete('density') : p.set('density', '0')))}
            />
            Density at wide view{hasDensity ? '' : ' (not offered here)'}
          </label>
        </div>
      ) : null}
    </div>
  )
}

function Sign({ path }: { readonly path: string }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  )
}
