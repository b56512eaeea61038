import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { conditions } from '../../../engine/timeline/condition.ts'
import { deliveryWords, products } from '../../../api/night.ts'
import { clockText, durationText } from '../clock-text.ts'
import { useNightHere, useView } from '../night-context.ts'
import { attemptsAt } from '../place.ts'
import { caveatWords, latencyWords, statusWords } from './attempt-words.ts'
import { attemptDetailsQuery } from './read-details.ts'
import type { AttemptDetails } from './read-details.ts'
import '../marks.css'

/** Every attempt at a visit-detector in the order of their numbers, the selected one marked. */
export function AttemptList({ visit, detector }: { readonly visit: bigint; readonly detector: number }) {
  const { archive, night, facts } = useNightHere()
  const details = useQuery(attemptDetailsQuery(archive, visit, detector))
  const selected = useView((view) => view.selection?.attempt)
  const all = useMemo(() => {
    const { attempt } = night.attempts
    return [...attemptsAt(night, facts, { visit, detector })].toSorted((a, b) => attempt[a]! - attempt[b]!)
  }, [night, facts, visit, detector])
  if (all.length === 0) return <p>Nothing was tried at this detector.</p>
  return (
    <ol className="attempts" aria-label="Attempts">
      {all.map((i) => (
        <Attempt
          key={i}
          i={i}
          isSelected={night.attempts.attempt[i] === selected}
          details={details.data?.find((d) => d.attempt === night.attempts.attempt[i])}
        />
      ))}
    </ol>
  )
}

function Attempt({ i, isSelected, details }: { readonly i: number; readonly isSelected: boolean; readonly details: AttemptDetails | undefined }) {
  const { night, facts, times } = useNightHere()
  const clock = useView((view) => view.clock)
  const { sunset } = times
  const { attempts: a, dicts } = night
  const condition = conditions[facts.condition[i]!] ?? 'unknown'
  const status = statusWords(a.status[i]!)
  const latency = facts.latency[i]!
  const exception = dicts.exception[a.exception[i]!] ?? ''
  const caveats = caveatWords(dicts.caveats[a.caveats[i]!] ?? '')
  return (
    <li aria-current={isSelected ? 'true' : undefined}>
      <p className="attempt-head">
        <i className={`state-mark state-${condition}`} aria-hidden="true" />
        <strong>
          Attempt {a.attempt[i]}, {dicts.reason[a.reason[i]!] ?? 'no reason'}: {condition}
        </strong>{' '}
        <span className="mono dim">{status.name}</span>
        {a.synthetic[i] === 1 ? <span className="dim"> · synthetic</span> : null}
      </p>
      {exception === '' ? null : (
        <p className="attempt-problem">
          {exception}
          {details?.exceptionMessage == null ? '' : `: ${details.exceptionMessage}`}
        </p>
      )}
      {caveats.length === 0 ? null : <p>Caveat: {caveats.join('; ')}.</p>}
      {condition === 'impossible' ? (
        <p className="attempt-problem">Its times cannot be: one lies before the exposure, or its end before its start.</p>
      ) : null}
      <dl className="facts">
        {(['queued', 'started', 'stored', 'ended'] as const).map((name) => (
          <Fact key={name} name={name[0]!.toUpperCase() + name.slice(1)} value={clockText(a[name][i]!, clock, sunset)} />
        ))}
        <Fact name="Latency" value={latencyText(latency, Number.isNaN(a.stored[i]!))} />
        <Fact name="Node" value={dicts.node[a.node[i]!] ?? ''} />
        <Fact name="Version" value={[details?.pipeline ?? '', dicts.version[a.version[i]!] ?? ''].filter((t) => t !== '').join(' ')} />
      </dl>
      <ul className="deliveries" aria-label={`Deliveries of attempt ${a.attempt[i]}`}>
        {products.map((product) => {
          const { state, at, n } = a.deliveries[product]
          const word = deliveryWords[state[i]!] ?? 'none'
          const why = details?.why[product]
          return (
            <li key={product}>
              <i className={`delivery-mark delivery-${word}`} aria-hidden="true" /> {product}: {word === 'none' ? 'none told' : word}
              {word === 'delivered' && n[i]! > 0 ? `, ${n[i]!.toLocaleString('en')}` : ''}
              {Number.isNaN(at[i]!) ? '' : ` · ${clockText(at[i]!, clock, sunset)}`}
              {why === undefined ? null : <span className="dim"> · {why}</span>}
            </li>
          )
        })}
      </ul>
    </li>
  )
}

function latencyText(latency: number, isNeverStored: boolean): string {
  if (Number.isNaN(latency)) return '—'
  return isNeverStored ? `ended ${durationText(latency)} after the exposure, nothing stored` : `${durationText(latency)}, ${latencyWords(latency)}`
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === '' ? '—' : value}</dd>
    </>
  )
}
