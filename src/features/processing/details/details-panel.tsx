import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Facts } from '../../../../vo/templates/ask.ts'
import { formatDec, formatRa } from '../../../../vo/sky/angle.ts'
import { raftOf } from '../../../engine/timeline/lane-layout.ts'
import type { Night } from '../../../api/night.ts'
import { BandMark } from '../../../ui/bands.tsx'
import { clockText } from '../clock-text.ts'
import { FocalPlane } from '../focal-plane.tsx'
import { withView } from '../night-address.ts'
import { useNightHere, useView } from '../night-context.ts'
import type { Clock, Place } from '../night-view.ts'
import { countNight, wordsOf } from '../night-words.ts'
import { attemptsAt } from '../place.ts'
import { AttemptList } from './attempt-list.tsx'
import { DetectorLinks } from './detector-links.tsx'
import './details.css'

/** What is selected: the visit, the detector, every attempt and what each delivered; links to all that became of it. */
export function DetailsPanel() {
  const selection = useView((view) => view.selection)
  return (
    <section className="side-part" id="night-selected" tabIndex={-1} aria-labelledby="details-title">
      {selection === null ? (
        <>
          <h2 id="details-title">Selected</h2>
          <p className="dim">Nothing. Press a bar, a cell, a footprint or a row.</p>
        </>
      ) : (
        <Selected place={selection} />
      )}
    </section>
  )
}

function Selected({ place }: { readonly place: Place }) {
  const { night, facts, times, store, askAbout } = useNightHere()
  const clock = useView((view) => view.clock)
  const { visit, detector } = place
  const row = visit === undefined ? -1 : night.visits.visit.indexOf(visit)
  const attempts = useMemo(() => attemptsAt(night, facts, place), [night, facts, place])
  const title = [visit === undefined ? '' : `Visit ${visit}`, detector === undefined ? '' : `detector ${detector} (${raftOf(detector)})`]
    .filter((t) => t !== '')
    .join(', ')
  return (
    <>
      <div className="side-head">
        <h2 id="details-title">{title}</h2>
        <button type="button" className="icon" aria-label="Clear the selection" onClick={() => store.setState({ selection: null })}>
          ✕
        </button>
      </div>
      {visit !== undefined && row === -1 ? <p className="note warn">This night’s log has no visit {String(visit)}.</p> : null}
      {row === -1 ? null : <VisitFacts night={night} row={row} clock={clock} sunset={times.sunset} />}
      {row === -1 ? null : <FocalPlane visit={row} />}
      {visit !== undefined && detector !== undefined ? (
        <>
          <AttemptList visit={visit} detector={detector} />
          <DetectorLinks visit={visit} detector={detector} />
        </>
      ) : (
        <Crowd attempts={attempts} place={place} />
      )}
      <div className="row">{askAbout?.(factsOf(night, place, row, attempts)) ?? null}</div>
    </>
  )
}

function VisitFacts({ night, row, clock, sunset }: { readonly night: Night; readonly row: number; readonly clock: Clock; readonly sunset: number }) {
  const { visits, dicts } = night
  const [ra, dec, rotation] = [visits.ra[row]!, visits.dec[row]!, visits.rotation[row]!]
  return (
    <dl className="facts">
      <dt>Sequence</dt>
      <dd>
        {visits.seq[row]} · <BandMark band={dicts.band[visits.band[row]!] ?? '?'} />
        {visits.synthetic[row] === 1 ? <span className="dim"> · synthetic</span> : null}
      </dd>
      <dt>Begin</dt>
      <dd>{clockText(visits.begin[row]!, clock, sunset)}</dd>
      <dt>End</dt>
      <dd>{clockText(visits.end[row]!, clock, sunset)}</dd>
      <dt>Boresight</dt>
      <dd>
        {Number.isNaN(ra + dec) ? 'not known' : `${formatRa(ra, 1)} ${formatDec(dec, 0)}`}
        {Number.isNaN(rotation) ? '' : `, turned ${rotation.toFixed(1)}°`}
      </dd>
    </dl>
  )
}

/** A whole visit or detector: counts in words, and the way to its rows. */
function Crowd({ attempts, place }: { readonly attempts: Uint32Array; readonly place: Place }) {
  const { night } = useNightHere()
  const words = useMemo(() => {
    const mask = new Uint8Array(night.attempts.n)
    for (const i of attempts) mask[i] = 1
    return wordsOf(countNight(night, mask))
  }, [night, attempts])
  return (
    <>
      <p>{words}</p>
      <p>
        <Link to={useRowsHref(place)}>All {attempts.length.toLocaleString('en')} attempts in the table</Link>
      </p>
    </>
  )
}

/** The address of the table with the rows of a place. */
function useRowsHref(place: Place): string {
  const { store } = useNightHere()
  const [params] = useSearchParams()
  const view = store.getState()
  const text = place.visit === undefined ? `det ${place.detector ?? 0}` : String(place.visit)
  return `?${withView(params, { ...view, filter: { ...view.filter, question: null, bands: [], statuses: [], reasons: [], text } }, 'table').toString()}`
}

/** What provenance can be asked about: facts by the names of parameters. */
function factsOf(night: Night, place: Place, row: number, attempts: Uint32Array): Facts {
  const { attempts: a, dicts, visits } = night
  const chosen = attempts.length > 0 && place.detector !== undefined && place.visit !== undefined ? attempts.at(-1)! : null
  const node = chosen === null ? '' : (dicts.node[a.node[chosen]!] ?? '')
  return {
    day_obs: String(night.dayObs),
    ...(place.visit === undefined ? {} : { visit: String(place.visit) }),
    ...(place.detector === undefined ? {} : { detector: String(place.detector) }),
    ...(row === -1 ? {} : { band: dicts.band[visits.band[row]!] ?? '' }),
    ...(node === '' ? {} : { node }),
  }
}
