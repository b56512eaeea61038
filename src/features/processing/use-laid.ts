import { useEffect, useState } from 'react'
import type { LaidLanes } from '../../engine/timeline/night-messages.ts'
import { useNightHere } from './night-context.ts'
import type { LaneKind, TimeRange } from './night-view.ts'

/** Lanes of the night, laid in the worker; the older stay until the newer are there. */
export function useLaid(by: LaneKind, extent: TimeRange): { readonly laid: LaidLanes | null; readonly isBusy: boolean } {
  const { engine, mask, facts } = useNightHere()
  const [state, setState] = useState<{ readonly laid: LaidLanes; readonly key: unknown } | null>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  const [key, setKey] = useState<unknown>(null)
  useEffect(() => {
    const mine = {}
    setKey(mine)
    // facts are those of the night that the worker holds: lanes of the one before would be of no use
    void facts
    engine.lanes(by, extent.to, mask).then(
      (laid) => setState({ laid, key: mine }),
      (error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) setProblem(error instanceof Error ? error : new Error(String(error)))
      },
    )
  }, [engine, by, mask, extent.to, facts])
  if (problem !== null) throw problem
  return { laid: state?.laid ?? null, isBusy: state === null || state.key !== key }
}
