import { useEffect, useRef, useState } from 'react'
import type { IngestLine } from '../../../dax/contract/ingests.ts'
import { refusalSentence } from '../../api/api-error.ts'
import { followIngest } from '../../api/ingest-live.ts'
import type { Ingest } from '../../api/uploads.ts'

export interface IngestLog {
  readonly lines: readonly IngestLine[]
  /** Why there are no more; null = none is missing. */
  readonly problem: string | null
}

const nothing: IngestLog = { lines: [], problem: null }

/** The log of an ingest (null = of none), live while `isFollowed`; `onTold` hears how the ingest stands. */
export function useIngestLog(base: string, id: string | null, isFollowed: boolean, onTold: (ingest: Ingest) => void): IngestLog {
  const [kept, keep] = useState({ id, ...nothing })
  const log = kept.id === id ? kept : nothing
  const latest = useRef({ log, onTold })
  useEffect(() => {
    latest.current = { log, onTold }
  })
  useEffect(() => {
    if (id === null || !isFollowed) return undefined
    const leave = new AbortController()
    let { lines } = latest.current.log
    const onLine = (line: IngestLine): void => {
      lines = [...lines, line]
      keep({ id, lines, problem: null })
    }
    const listener = { onLine, onIngest: (ingest: Ingest): void => latest.current.onTold(ingest) }
    void followIngest(base, id, lines.at(-1)?.no ?? 0, listener, leave.signal).then((error) => {
      if (error !== null) keep({ id, lines, problem: refusalSentence(error, Date.now()) })
    })
    return () => leave.abort()
  }, [base, id, isFollowed])
  return log
}
