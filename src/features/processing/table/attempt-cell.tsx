import type { ReactNode } from 'react'
import type { ServedNote } from '../../../../dax/contract/notes.ts'
import { conditions } from '../../../engine/timeline/condition.ts'
import { raftOf } from '../../../engine/timeline/lane-layout.ts'
import { deliveryWords } from '../../../api/night.ts'
import { BandMark } from '../../../ui/bands.tsx'
import { clockText, durationText } from '../clock-text.ts'
import { useNightHere } from '../night-context.ts'
import type { Clock } from '../night-view.ts'
import '../marks.css'

/** A cell of the table of attempts, as a person reads it. */
export function AttemptCell({
  i,
  column,
  clock,
  sunset,
  notes,
}: {
  readonly i: number
  readonly column: string
  readonly clock: Clock
  readonly sunset: number
  readonly notes: ReadonlyMap<number, readonly ServedNote[]>
}): ReactNode {
  const { night, facts } = useNightHere()
  const { attempts: a, visits: v, dicts } = night
  const visit = a.visit[i]!
  switch (column) {
    case 'visit':
      return String(v.visit[visit])
    case 'seq':
      return v.seq[visit]
    case 'band':
      return <BandMark band={dicts.band[v.band[visit]!] ?? ''} />
    case 'raft':
      return raftOf(a.detector[i]!)
    case 'detector':
    case 'attempt':
      return a[column][i]
    case 'status': {
      const word = conditions[facts.condition[i]!] ?? 'unknown'
      return <Marked kind={`state-mark state-${word}`} word={word} />
    }
    case 'latency':
      return durationText(facts.latency[i]!)
    case 'observed':
    case 'processed': {
      const rank = a[column === 'observed' ? 'observedRank' : 'processedRank'][i]!
      return rank === 0 ? '—' : rank.toLocaleString('en')
    }
    case 'notes':
      return (notes.get(i) ?? []).map((note) => `${note.author}: ${note.text}`).join(' · ')
    case 'begin':
      return clockText(v.begin[visit]!, clock, sunset)
    case 'queued':
    case 'started':
    case 'stored':
    case 'ended':
      return clockText(a[column][i]!, clock, sunset)
    case 'reason':
    case 'node':
    case 'version':
    case 'caveats':
    case 'exception':
      return dicts[column][a[column][i]!] ?? ''
    case 'alerts':
    case 'images':
    case 'catalogue':
    case 'provenance': {
      const word = deliveryWords[a.deliveries[column].state[i]!] ?? 'none'
      return <Marked kind={`delivery-mark delivery-${word}`} word={word} />
    }
    default:
      return ''
  }
}

function Marked({ kind, word }: { readonly kind: string; readonly word: string }) {
  return (
    <>
      <i className={kind} aria-hidden="true" /> {word}
    </>
  )
}
