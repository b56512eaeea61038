import { useMemo, useState } from 'react'
import type { ComponentType } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import { sentence } from '../../api/api-error.ts'
import type { Archive } from '../../api/archive.ts'
import { Tabs, tabId } from '../../ui/tabs.tsx'
import { dayText } from './day-obs.ts'
import { GridView } from './grid-view.tsx'
import { LanesView } from './lanes-view.tsx'
import type { Tab } from './night-address.ts'
import { NightContext, useNightHere } from './night-context.ts'
import type { NightHere } from './night-context.ts'
import { maskOf } from './night-filter.ts'
import { headParts, sideParts, timeParts } from './night-parts.tsx'
import { NightTools } from './night-tools.tsx'
import { countNight, wordsOf } from './night-words.ts'
import { OrderView } from './order-view.tsx'
import { createPlay } from './play/play-store.ts'
import { WithSky } from './play/with-sky.tsx'
import { useAsked } from './questions/use-asked.ts'
import { Readout } from './readout.tsx'
import { syntheticWords } from './synthetic-words.ts'
import { TableView } from './table/table-view.tsx'
import { TimeSlider } from './time-slider.tsx'
import { useFrameLoop } from './use-night-engine.ts'
import type { WorkedNight } from './use-night-engine.ts'
import { useNightView } from './use-night-view.ts'

const names: Readonly<Record<Tab, string>> = { lanes: 'Lanes', grid: 'Grid', order: 'Order', table: 'Table' }
const views: Readonly<Record<Tab, ComponentType>> = { lanes: LanesView, grid: GridView, order: OrderView, table: TableView }
const panel = 'night-panel'

/** A night that is worked out: its drawings, what is asked of it, and what is selected. */
export function ShownNight(props: { readonly archive: Archive; readonly worked: WorkedNight; readonly askAbout: NightHere['askAbout'] }) {
  const { archive, worked, askAbout } = props
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
  return (
    <NightContext value={here}>
      <main id="main" tabIndex={-1} className="processing">
        <NightHead isAsking={asked.isBusy} />
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
          Arrows walk from attempt to attempt. W and S zoom, A and D move, with Shift the rows. [ and ] begin and end the time shown at what is
          selected, or at the cursor of time. 0 shows the whole night. Enter in Find goes to what is found. Enter goes to what is selected, Escape
          clears it. The tab Table holds the same as rows.
        </p>
        <div className="night-body">
          <NightStage tab={tab} />
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

/** The night in words, and what is done with the whole of it. */
function NightHead({ isAsking }: { readonly isAsking: boolean }) {
  const { night, mask } = useNightHere()
  const words = useMemo(() => {
    const counts = countNight(night, mask)
    return mask !== null && counts.pairs === 0 && night.attempts.n > 0 ? 'No attempt passes the filter' : wordsOf(counts)
  }, [night, mask])
  const archive = useSearchParams()[0].get('archive')
  return (
    <header className="night-head">
      <h1>
        Night <span className="mono-figures">{dayText(night.dayObs)}</span>
      </h1>
      <SyntheticMark />
      <Link to={`../?list${archive === null ? '' : `&archive=${encodeURIComponent(archive)}`}`}>All nights</Link>
      <p role="status" className="night-words">
        {isAsking ? 'Asking the question …' : words}
      </p>
      {headParts.map(([key, Part]) => (
        <Part key={key} />
      ))}
    </header>
  )
}

/** Says what of the night nobody observed or processed. */
function SyntheticMark() {
  const { night } = useNightHere()
  const words = useMemo(() => syntheticWords(night), [night])
  return words === '' ? null : <span className="night-synthetic">{words}</span>
}

/** The drawing with the sky beside it, what lies under the pointer in words, and the time. */
function NightStage({ tab }: { readonly tab: Tab }) {
  const View = views[tab]
  return (
    <section aria-label="Night" className="night-stage">
      <WithSky>
        <div role="tabpanel" id={panel} aria-labelledby={tabId(panel, tab)} className="night-panel">
          <View />
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
  )
}
