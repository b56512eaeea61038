import { useId } from 'react'
import { bands as knownBands } from '../../ui/bands.tsx'
import { jump } from './jump.ts'
import { useNightHere, useView } from './night-context.ts'
import { letsAllPass } from './night-filter.ts'
import { barColours, clocks, gridColours, laneKinds, noFilter } from './night-view.ts'
import type { Tab } from './night-address.ts'
import type { NightView } from './night-view.ts'
import { conditions } from '../../engine/timeline/condition.ts'

const clockNames = { utc: 'UTC', tai: 'TAI', mjd: 'MJD (TAI)', sunset: 's since sunset' } as const

/** What the drawing shows and how: lanes, colour, clock, filters. */
export function NightTools({ tab }: { readonly tab: Tab }) {
  const here = useNightHere()
  const { store, night } = here
  const view = useView(({ lanesBy, barColour, gridColour, clock, filter }) => ({ lanesBy, barColour, gridColour, clock, filter }))
  const set = (change: Partial<NightView>): void => store.setState(change)
  const filtered = (change: Partial<NightView['filter']>): void => set({ filter: { ...store.getState().filter, ...change } })
  return (
    <div className="night-tools">
      {tab === 'lanes' ? (
        <>
          <Choice label="Lanes by" value={view.lanesBy} values={laneKinds} onChange={(lanesBy) => set({ lanesBy })} />
          <Choice label="Colour by" value={view.barColour} values={barColours} onChange={(barColour) => set({ barColour })} />
        </>
      ) : null}
      {tab === 'grid' ? (
        <Choice label="Colour by" value={view.gridColour} values={gridColours} onChange={(gridColour) => set({ gridColour })} />
      ) : null}
      <Choice label="Clock" value={view.clock} values={clocks} names={clockNames} onChange={(clock) => set({ clock })} />
      <Choice
        label="Band"
        value={view.filter.bands[0] ?? ''}
        values={['', ...Object.keys(knownBands).filter((b) => night.dicts.band.includes(b))]}
        names={{ '': 'all' }}
        onChange={(band) => filtered({ bands: band === '' ? [] : [band] })}
      />
      <Choice
        label="Status"
        value={view.filter.statuses[0] ?? ''}
        values={['', ...conditions]}
        names={{ '': 'all' }}
        onChange={(status) => filtered({ statuses: status === '' ? [] : [status] })}
      />
      <Choice
        label="Reason"
        value={view.filter.reasons[0] ?? ''}
        values={['', ...night.dicts.reason]}
        names={{ '': 'all' }}
        onChange={(reason) => filtered({ reasons: reason === '' ? [] : [reason] })}
      />
      <label className="night-find">
        <span className="visually-hidden">Find</span>
        <input
          type="search"
          value={view.filter.text}
          placeholder="Find: visit, seq 12, det 94, R22, node …"
          title="Enter goes to the next that is found, Shift and Enter to the one before"
          onChange={(event) => filtered({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && view.filter.text.trim() !== '') jump(here, tab === 'lanes' ? 'bar' : 'visit', event.shiftKey ? -1 : 1)
          }}
        />
      </label>
      {letsAllPass(view.filter) ? null : (
        <button type="button" onClick={() => set({ filter: noFilter })}>
          Show all
        </button>
      )}
    </div>
  )
}

function Choice<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly values: readonly T[]
  readonly names?: Readonly<Partial<Record<T, string>>>
  readonly onChange: (value: T) => void
}) {
  const id = useId()
  const { label, value, values, names = {}, onChange } = props
  return (
    <span className="choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {values.map((v) => (
          <option key={v} value={v}>
            {(names as Readonly<Record<string, string>>)[v] ?? v}
          </option>
        ))}
      </select>
    </span>
  )
}
