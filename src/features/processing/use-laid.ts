import { useEffect, useMemo, useState } from 'react'
import type { LaidLanes } from '../../engine/timeline/night-messages.ts'
import { useNightHere } from './night-context.ts'
import type { LaneKind } from './night-view.ts'

/** Lanes of the night, laid in the worker; the older stay until the newer are there. */
export function useLaid(by: LaneKind): { readonly laid: LaidLanes | null; readonly isBusy: boolean } {
  const { engine, mask, facts, times } = useNightHere()
  // facts are those of the night that the worker holds: lanes of the one before would be of no use
  const wanted = useMemo(() => ({ by, mask, until: times.until, facts }), [by, mask, times.until, facts])
  const [laid, setLaid] = useState<{ readonly lanes: LaidLanes; readonly of: typeof wanted } | null>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  useEffect(() => {
    engine.lanes(wanted.by, wanted.until, wanted.mask).then(
      (lanes) => setLaid({ lanes, of: wanted }),
      (error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) setProblem(error instanceof Error ? error : new Error(String(error)))
      },
    )
  }, [engine, wanted])
  if (problem !== null) throw problem
  return { laid: laid?.lanes ?? null, isBusy: laid?.of !== wanted }
}
