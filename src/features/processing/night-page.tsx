import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import type { Facts } from '../../../vo/templates/ask.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import type { Archive } from '../../api/archive.ts'
import { nightQuery, processingService } from '../../api/processing.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import type { Night } from '../../api/night.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Tabs, tabId } from '../../ui/tabs.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { dayObsOf, dayText } from './day-obs.ts'
import type { Tab } from './night-address.ts'
import { NightContext } from './night-context.ts'
import type { NightHere } from './night-context.ts'
import { GridView } from './grid-view.tsx'
import { LanesView } from './lanes-view.tsx'
import { maskOf } from './night-filter.ts'
import { headParts, sideParts, timeParts } from './night-parts.tsx'
import { NoLog } from './no-log.tsx'
import { NightTools } from './night-tools.tsx'
import { countNight, wordsOf } from './night-words.ts'
import { createPlay } from './play/play-store.ts'
import { WithSky } from './play/with-sky.tsx'
import { useAsked } from './questions/use-asked.ts'
import { OrderView } from './order-view.tsx'
import { Readout } from './readout.tsx'
import { TableView } from './table/table-view.tsx'
import { TimeSlider } from './time-slider.tsx'
import { useFrameLoop, useNightEngine } from './use-night-engine.ts'
import type { WorkedNight } from './use-night-engine.ts'
import { useNightView } from './use-night-view.ts'

export interface NightPageProps {
  /** As the address writes it. */
  readonly dayObs: string
  readonly askAbout: ((facts: Facts) => ReactNode) | null
}

/** One night: its drawings, what is asked of it, and what is selected. */
export function NightPage({ dayObs, askAbout }: NightPageProps) {
  const { current } = useArchives()
  const day = dayObsOf(dayObs)
  if (day === null) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1>No such night</h1>
        <p className="note">{JSON.stringify(dayObs.slice(0, 40))} is not a night: it is written as its day at UTC−12 h, like 20260317.</p>
        <p>
          <Link to="../?list">All nights</Link>
        </p>
      </main>
    )
  }
  const service = processingService(current)
  return service === null ? <NoLog title={current.title} /> : <Asked archive={current} service={service} dayObs={day} askAbout={askAbout} />
}

function Asked(props: { readonly archive: Archive; readonly service: string; readonly dayObs: number; readonly askAbout: NightHere['askAbout'] }) {
  const { archive, service, dayObs, askAbout } = props
  const query = useQuery(nightQuery(service, dayObs))
  if (query.data !== undefined) return <Worked archive={archive} night={query.data} askAbout={askAbout} />
  const error = query.error === null ? null : apiErrorOf(query.error)
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy={query.isFetching}>
      <h1>Night {dayText(dayObs)}</h1>
      <Waiting running={query.isFetching} words="Reading the night" />
      {error === null ? null : <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void query.refetch()} />}
    </main>
  )
}

function Worked({ archive, night, askAbout }: { readonly archive: Archive; readonly night: Night; readonly askAbout: NightHere['askAbout'] }) {
  const worked = useNightEngine(night)
  if (worked !== null) return <Shown archive={archive} worked={worked} askAbout={askAbout} />
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy="true">
      <h1>Night {dayText(night.dayObs)}</h1>
      <Waiting running words="Working out the night" />
    </main>
  )
}

const names: Readonly<Record<Tab, string>> = { lanes: 'Lanes', grid: 'Grid', order: 'Order', table: 'Table' }
const panel = 'night-panel'

function Shown({ archive, worked, askAbout }: { readonly archive: Archive; readonly worked: WorkedNight; readonly askAbout: NightHere['askAbout'] }) {
  const { night } = worked
  const loop = useFrameLoop()
  const [play] = useState(createPlay)
  const { store, tab, setTab, problems } = useNightView()
  const filter = useStore(store, (view) => view.filter)
  const asked = useAsked(archive, night, filter.question)
  const mask = useMemo(() => maskOf(night, filter, asked.mask), [night, filter, asked.mask])
  const here = useMemo(
    (): NightHere => ({ archive, ...worked, loop, store, play, mask, askAbout }),
    [archive, worked, loop, store, play, mask, askAbout],
  )
  const words = useMemo(() => wordsOf(countNight(night, mask)), [night, mask])
  const [params] = useSearchParams()
  const archiveParam = params.get('archive')
  return (
    <NightContext value={here}>
      <main id="main" tabIndex={-1} className="processing">
        <header className="night-head">
          <h1>
            Night <span className="mono-figures">{dayText(night.dayObs)}</span>
          </h1>
          <Link to={`../?list${archiveParam === null ? '' : `&archive=${encodeURIComponent(archiveParam)}`}`}>All nights</Link>
          <p role="status" className="night-words">
            {asked.isBusy ? 'Asking the question …' : words}
          </p>
          {headParts.map(([key, Part]) => (
            <Part key={key} />
          ))}
        </header>
        {problems.map((problem) => (
          <p key={problem} className="note warn night-problem">
            {problem}
          </p>
        ))}
        {asked.error === null ? null : (
          <p className="note warn night-problem" role="alert">
            The question could not be asked, so that nothing is left out by it: {sentence(asked.error, Date.now())}
          </p>
        )}
        <div className="night-bar">
          <Tabs
            label="Drawings"
            panelId={panel}
            tabs={(Object.keys(names) as Tab[]).map((value) => ({ value, name: names[value] }))}
            value={tab}
            onChange={setTab}
          />
          <NightTools tab={tab} />
        </div>
        <p id="drawing-keys" hidden>
          Arrows walk from attempt to attempt. W and S zoom, A and D move, with Shift the rows. 0 shows the whole night. Enter goes to what is
          selected, Escape clears it. The tab Table holds the same as rows.
        </p>
        <div className="night-body">
          <section aria-label="Night" className="night-stage">
            <WithSky>
              <div role="tabpanel" id={panel} aria-labelledby={tabId(panel, tab)} className="night-panel">
                {tab === 'lanes' ? <LanesView /> : null}
                {tab === 'grid' ? <GridView /> : null}
                {tab === 'order' ? <OrderView /> : null}
                {tab === 'table' ? <TableView /> : null}
              </div>
            </WithSky>
            <Readout />
            <div className="night-time">
              {timeParts.map(([key, Part]) => (
                <Part key={key} />
              ))}
              <TimeSlider />
            </div>
          </section>
          <aside className="night-side" aria-label="About this night">
            {sideParts.map(([key, Part]) => (
              <Part key={key} />
            ))}
          </aside>
        </div>
      </main>
    </NightContext>
  )
}
