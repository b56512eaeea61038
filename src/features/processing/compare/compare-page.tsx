import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { headline, sentence } from '../../../api/api-error.ts'
import { useArchives } from '../../../api/archive-context.ts'
import type { Archive } from '../../../api/archive.ts'
import { nightQuery, nightsQuery, processingService } from '../../../api/processing.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import type { Night } from '../../../api/night.ts'
import { FailureBox } from '../../../ui/failure-box.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { dayObsOf, dayText } from '../day-obs.ts'
import { LanesView } from '../lanes-view.tsx'
import { NightContext } from '../night-context.ts'
import type { NightHere } from '../night-context.ts'
import { NoLog } from '../no-log.tsx'
import { sunsetBefore } from '../night-times.ts'
import { createNightView } from '../night-view.ts'
import type { NightViewStore } from '../night-view.ts'
import { createPlay } from '../play/play-store.ts'
import { Readout } from '../readout.tsx'
import { useFrameLoop, useNightEngine } from '../use-night-engine.ts'
import type { WorkedNight } from '../use-night-engine.ts'
import { Differences } from './differences.tsx'
import { runsOf, runMask } from './runs.ts'
import './compare.css'

/** Two nights, or two runs of one night, beside each other by the time since their sunsets: /processing/compare?a=NIGHT&b=NIGHT&run-a=…&run-b=… */
export function ComparePage() {
  const { current } = useArchives()
  const service = processingService(current)
  return service === null ? <NoLog title={current.title} /> : <Compared archive={current} service={service} />
}

function Compared({ archive, service }: { readonly archive: Archive; readonly service: string }) {
  const [params] = useSearchParams()
  const nights = useQuery(nightsQuery(service))
  const days = (nights.data ?? []).map((entry) => entry.day_obs)
  const a = dayObsOf(params.get('a') ?? '') ?? days[1] ?? days[0] ?? null
  const b = dayObsOf(params.get('b') ?? '') ?? days[0] ?? null
  return (
    <main id="main" tabIndex={-1} className="compare-page">
      <header className="night-head">
        <h1>Two nights or runs</h1>
        <Link to={{ pathname: '../', search: '?list' }}>All nights</Link>
      </header>
      {nights.error === null ? null : (
        <FailureBox
          title={headline(apiErrorOf(nights.error))}
          message={sentence(apiErrorOf(nights.error), Date.now())}
          onRetry={() => void nights.refetch()}
        />
      )}
      {a === null || b === null ? (
        <Waiting running={nights.isFetching} words="Reading the nights" />
      ) : (
        <Both archive={archive} service={service} a={a} b={b} days={days} />
      )}
    </main>
  )
}

function Both(props: {
  readonly archive: Archive
  readonly service: string
  readonly a: number
  readonly b: number
  readonly days: readonly number[]
}) {
  const { archive, service, a, b, days } = props
  const [one, two] = [useQuery(nightQuery(service, a)), useQuery(nightQuery(service, b))]
  const failed = one.error ?? two.error
  const choices = <Choices a={a} b={b} days={days} nights={[one.data, two.data]} />
  if (failed !== null)
    return (
      <>
        {choices}
        <FailureBox
          title={headline(apiErrorOf(failed))}
          message={sentence(apiErrorOf(failed), Date.now())}
          onRetry={() => void (one.error === null ? two : one).refetch()}
        />
      </>
    )
  if (one.data === undefined || two.data === undefined)
    return (
      <>
        {choices}
        <Waiting running words="Reading both nights" />
      </>
    )
  return (
    <>
      {choices}
      <Beside key={`${a} ${b}`} archive={archive} a={one.data} b={two.data} />
    </>
  )
}

/** Which nights, and which run of each. */
function Choices({
  a,
  b,
  days,
  nights,
}: {
  readonly a: number
  readonly b: number
  readonly days: readonly number[]
  readonly nights: readonly (Night | undefined)[]
}) {
  const [params, setParams] = useSearchParams()
  const put = (values: Readonly<Record<string, string>>): void =>
    setParams((before) => {
      const next = new URLSearchParams(before)
      for (const [key, value] of Object.entries(values)) {
        if (value === '') next.delete(key)
        else next.set(key, value)
      }
      return next
    })
  return (
    <div className="compare-choices">
      {(
        [
          ['a', a, nights[0]],
          ['b', b, nights[1]],
        ] as const
      ).map(([side, day, night]) => (
        <fieldset key={side}>
          <legend>{side.toUpperCase()}</legend>
          <label>
            Night
            <select value={day} onChange={(e) => put({ [side]: e.target.value, [`run-${side}`]: '' })}>
              {[...new Set([day, ...days])].toSorted().map((d) => (
                <option key={d} value={d}>
                  {dayText(d)}
                </option>
              ))}
            </select>
          </label>
          <label>
            Run
            <select value={params.get(`run-${side}`) ?? ''} onChange={(e) => put({ [`run-${side}`]: e.target.value })}>
              <option value="">all of the night</option>
              {(night === undefined ? [] : runsOf(night)).map((run) => (
                <option key={run.id} value={run.id}>
                  {run.name}
                </option>
              ))}
            </select>
          </label>
        </fieldset>
      ))}
    </div>
  )
}

/** Both nights drawn, moving together, and what they differ in. */
function Beside({ archive, a, b }: { readonly archive: Archive; readonly a: Night; readonly b: Night }) {
  const [one, two] = [useNightEngine(a), useNightEngine(b)]
  const [stores] = useState(() => [createNightView({ clock: 'sunset' }), createNightView({ clock: 'sunset' })] as const)
  useTogether(stores, sunsetBefore(b) - sunsetBefore(a))
  const [params] = useSearchParams()
  const [runA, runB] = [params.get('run-a'), params.get('run-b')]
  const masks = useMemo(() => [runMask(a, runA), runMask(b, runB)] as const, [a, b, runA, runB])
  if (one === null || two === null) return <Waiting running words="Working out both nights" />
  const nameOf = (night: Night, run: string | null): string =>
    `${dayText(night.dayObs)}${run === null ? '' : ` (${runsOf(night).find((r) => r.id === run)?.name ?? run})`}`
  const [nameA, nameB] = [nameOf(a, runA), nameOf(b, runB)]
  return (
    <>
      <div className="compare-drawings">
        <Drawn archive={archive} worked={one} mask={masks[0]} store={stores[0]} name={nameA} side="A" />
        <Drawn archive={archive} worked={two} mask={masks[1]} store={stores[1]} name={nameB} side="B" />
      </div>
      <Differences a={{ ...one, mask: masks[0] }} b={{ ...two, mask: masks[1] }} nameA={nameA} nameB={nameB} isOneNight={a.dayObs === b.dayObs} />
    </>
  )
}

function Drawn(props: {
  readonly archive: Archive
  readonly worked: WorkedNight
  readonly mask: Uint8Array | null
  readonly store: NightViewStore
  readonly name: string
  readonly side: string
}) {
  const { archive, worked, mask, store, name, side } = props
  const loop = useFrameLoop()
  const [play] = useState(createPlay)
  const here = useMemo((): NightHere => ({ archive, ...worked, loop, store, play, mask, askAbout: null }), [archive, worked, loop, store, play, mask])
  return (
    <NightContext value={here}>
      <section aria-label={`Night ${side}`} className="compare-night">
        <h2>
          {side}: <Link to={`../${worked.night.dayObs}`}>{name}</Link>
        </h2>
        <div className="night-panel">
          <LanesView />
        </div>
        <Readout />
      </section>
    </NightContext>
  )
}

/** Keeps two views together: range and cursor by the time since sunset (`shift` = sunset of the second less that of the first, d), the rest as it is. */
function useTogether([a, b]: readonly [NightViewStore, NightViewStore], shift: number): void {
  useEffect(() => {
    let isFollowing = false
    const follow = (from: NightViewStore, to: NightViewStore, by: number): (() => void) =>
      from.subscribe((now, before) => {
        if (isFollowing || (now.range === before.range && now.at === before.at && now.lanesBy === before.lanesBy)) return
        isFollowing = true
        to.setState({
          lanesBy: now.lanesBy,
          range: now.range === null ? null : { from: now.range.from + by, to: now.range.to + by },
          at: now.at === null ? null : now.at + by,
        })
        isFollowing = false
      })
    const undo = [follow(a, b, shift), follow(b, a, -shift)]
    return () => undo.forEach((f) => f())
  }, [a, b, shift])
}
