import { useEffect, useMemo, useRef, useState } from 'react'
import { parseRegion } from '../../../vo/sky/region-text.ts'
import { buildFootprints } from '../../engine/sky/footprint-set.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { useSkyHere } from '../../engine/sky/use-sky-here.ts'
import { paintOf } from './footprint-paint.ts'

export interface UploadSkyProps {
  readonly items: readonly UploadItem[]
  readonly active: number | null
  readonly onActive: (id: number) => void
}

/** Where the files lie on the sky: all that were read, the active one thick. Where none lies anywhere there is no map. */
export function UploadSky({ items, active, onActive }: UploadSkyProps) {
  const placed = items.filter(({ reading }) => reading.at === 'read' && reading.facts.region !== null)
  return placed.length === 0 ? null : <PlacedSky placed={placed} isComplete={items.every(isRead)} active={active} onActive={onActive} />
}

const isRead = ({ reading }: UploadItem): boolean => reading.at === 'read' || reading.at === 'unreadable'
const regionOf = (item: UploadItem | undefined): string | null => (item?.reading.at === 'read' ? item.reading.facts.region : null)

/** The list of before, as long as it holds the same. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const [kept, keep] = useState(list)
  const isSame = kept.length === list.length && kept.every((one, i) => one === list[i])
  if (!isSame) keep(list)
  return isSame ? kept : list
}

function PlacedSky(props: Omit<UploadSkyProps, 'items'> & { readonly placed: readonly UploadItem[]; readonly isComplete: boolean }) {
  const { placed, isComplete, active } = props
  const { engine, host, state } = useSkyHere()
  // while thousands are being read footprints are built anew whenever there are twice as many, and no oftener
  const drawn = isComplete ? placed : placed.slice(0, 2 ** Math.floor(Math.log2(placed.length)))
  const regions = useSame(drawn.map(regionOf))
  const ids = useSame(drawn.map(({ id }) => id))
  const set = useMemo(() => buildFootprints(regions), [regions])
  useEffect(() => {
    engine.setFootprints(set, paintOf(ids.length))
    return () => {
      engine.setFootprints(null, paintOf(0))
      engine.setSelection([])
    }
  }, [engine, set, ids])
  const row = active === null ? -1 : ids.indexOf(active)
  const text = regionOf(placed.find(({ id }) => id === active))
  useEffect(() => {
    engine.setSelection(row < 0 ? [] : [row])
    const parsed = text === null ? null : parseRegion(text)
    if (parsed?.ok === true) engine.fit(parsed.value)
  }, [engine, row, text])
  const pick = useRef(props.onActive)
  useEffect(() => {
    pick.current = props.onActive
  })
  useEffect(
    () =>
      engine.onPick(({ rows }) => {
        const id = ids[rows.at(-1) ?? -1]
        if (id !== undefined) pick.current(id)
      }),
    [engine, ids],
  )
  return (
    <section className="upload-sky" aria-label="Sky map">
      <div ref={host} className="upload-sky-host" />
      {state.at === 'failed' ? (
        <p className="note warn" role="alert">
          {state.message}
        </p>
      ) : null}
    </section>
  )
}
