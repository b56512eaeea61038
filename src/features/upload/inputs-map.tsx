import { useEffect, useMemo, useRef } from 'react'
import { parseRegion } from '../../../vo/sky/region-text.ts'
import { useArchives } from '../../api/archive-context.ts'
import { buildFootprints } from '../../engine/sky/footprint-set.ts'
import { moveMap } from '../../engine/sky/map-keys.ts'
import type { SkyView } from '../../engine/sky/sky-engine.ts'
import { useSkyHere } from '../../engine/sky/use-sky-here.ts'
import { paintOf } from './footprint-paint.ts'

/** Images that were found, on the sky, those that are taken thick; a click, or Enter at the centre, tells which of them lie there. */
export function InputsMap(props: {
  /** STC-S; null = nobody knows where. */
  readonly regions: readonly (string | null)[]
  readonly taken: readonly number[]
  /** Footprint of the file that is looked at (STC-S); null = it has none. */
  readonly about: string | null
  readonly onPick: (rows: readonly number[]) => void
  readonly onFindHere: (view: SkyView) => void
}) {
  const { regions, taken, about, onPick, onFindHere } = props
  const { engine, host, state } = useSkyHere()
  const { config } = useArchives()
  const { position, radius } = config.start
  useEffect(() => {
    const own = about === null ? null : parseRegion(about)
    const start = own?.ok === true ? own : parseRegion(`circle ${position.split(/[\s,]+/u).join(' ')} ${radius}`)
    if (start.ok) engine.fit(start.value)
    engine.setRegion(own?.ok === true ? own.value : null, false)
    return () => engine.setRegion(null, false)
  }, [engine, about, position, radius])
  const set = useMemo(() => buildFootprints(regions), [regions])
  useEffect(() => {
    engine.setFootprints(set, paintOf(regions.length))
    return () => engine.setFootprints(null, paintOf(0))
  }, [engine, set, regions])
  useEffect(() => {
    engine.setSelection(taken)
    return () => engine.setSelection([])
  }, [engine, taken])
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  })
  useEffect(() => engine.onPick(({ rows }) => pick.current(rows)), [engine])
  return (
    <section
      className="upload-sky"
      aria-label="Images found, on the sky"
      tabIndex={0}
      onKeyDown={(event) => moveMap(event, engine, { Enter: () => engine.pickCenter() })}
    >
      <div ref={host} className="upload-sky-host" />
      {state.at === 'failed' ? (
        <p className="note warn" role="alert">
          {state.message}
        </p>
      ) : (
        <button type="button" className="find-here" onClick={() => onFindHere(engine.view())}>
          Find in this view
        </button>
      )}
    </section>
  )
}
