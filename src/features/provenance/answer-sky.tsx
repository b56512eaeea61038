import { useEffect, useMemo, useRef, useState } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import { sentence } from '../../api/api-error.ts'
import { hidden as hiddenClass } from '../../engine/sky/footprint-layer.ts'
import type { FootprintSet } from '../../engine/sky/footprint-set.ts'
import { homeView } from '../../engine/sky/home-view.ts'
import { moveMap } from '../../engine/sky/map-keys.ts'
import { useSkyHere } from '../../engine/sky/use-sky-here.ts'
import { bands, rgba } from '../../ui/bands.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { classColumns, skyClasses } from './sky-classes.ts'
import type { SkyClasses } from './sky-classes.ts'
import { maxImages, useFootprints } from './use-footprints.ts'
import type { Footprints } from './use-footprints.ts'

/** Colours of classes on the dark map, told apart also by common colour blindness (Okabe and Ito), and a grey for the last. */
const colours = ['#56b4e9', '#e69f00', '#f0e442', '#009e73', '#cc79a7', '#d55e00', '#8f9bff', '#9fb4cc'] as const
/** States and bands have their colours everywhere. */
const known: Readonly<Record<string, string>> = {
  SUCCESSFUL: '#6fdc9b',
  FAILED: '#ff8a80',
  ABORTED: '#d55e00',
  BLOCKED: '#ffcf70',
  ...Object.fromEntries(Object.entries(bands).map(([band, { dark }]) => [band, dark])),
}
/** Width on the screen below which a footprint is drawn as a square of it, CSS pixels: a detector among the whole sky stays in sight. */
const leastPx = 7
/** Above so many footprints their number shows where they are. */
const fewFootprints = 4000
const noPaint = { colorOfRow: new Uint8Array(0), palette: [] }

/** The colour of each class: its own where it has one, else the next that is free. */
function coloursOf(classes: SkyClasses | null): readonly string[] {
  const own = (classes?.classes ?? []).map((c) => known[c.value])
  const free = colours.filter((c) => !own.includes(c))
  let next = 0
  return own.map((c) => c ?? free[next++ % free.length]!)
}

export interface AnswerSkyProps {
  readonly table: Table
  /** Footprints that the answer itself brought. */
  readonly own: FootprintSet
  readonly entityColumn: string | undefined
  readonly colourBy: string | null
  readonly onColourBy: (column: string) => void
  readonly selected: number | null
  readonly hovered: number | null
  readonly onHover: (row: number | null) => void
  readonly onPick: (row: number) => void
}

/** The images of an answer on the sky, coloured by what it says of them. Arrow keys move the map, + and − zoom, Home shows all. */
export function AnswerSky(props: AnswerSkyProps) {
  const { table, own, colourBy } = props
  const { engine, host, state } = useSkyHere()
  const hasOwn = own.rings > 0
  const looked = useFootprints(table, props.entityColumn, !hasOwn)
  const set = hasOwn ? own : looked.set
  const columns = useMemo(() => classColumns(table), [table])
  const by = columns.find((c) => c === colourBy) ?? columns[0]
  const classes = useMemo(() => (by === undefined ? null : skyClasses(table, by)), [table, by])
  const shades = useMemo(() => coloursOf(classes), [classes])
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => setOff(new Set()), [by])
  const colorOfRow = useMemo(() => {
    if (classes === null) return new Uint8Array(table.length)
    if (off.size === 0) return classes.ofRow
    return classes.ofRow.map((c) => (off.has(classes.classes[c]?.value ?? '') ? hiddenClass : c))
  }, [classes, off, table])
  useEffect(() => {
    const palette = (shades.length === 0 ? [colours[0]] : shades).map((c) => rgba(c, 0.95))
    engine.setFootprints(set, { colorOfRow, palette, ...(set !== null && set.rings <= fewFootprints ? { leastPx } : {}) })
  }, [engine, set, colorOfRow, shades])
  useEffect(
    () => () => {
      engine.setFootprints(null, noPaint)
      engine.setSelection([])
      engine.setHover(null)
    },
    [engine],
  )
  useEffect(() => engine.setSelection(props.selected === null ? [] : [props.selected]), [engine, props.selected])
  useEffect(() => engine.setHover(props.hovered), [engine, props.hovered])
  const told = useRef(props)
  useEffect(() => {
    told.current = props
  })
  const seen = useRef(colorOfRow)
  useEffect(() => {
    seen.current = colorOfRow
  })
  useEffect(() => engine.onHover((hit) => told.current.onHover(topmost(hit?.rows ?? [], seen.current))), [engine])
  useEffect(
    () =>
      engine.onPick((hit) => {
        const row = topmost(hit.rows, seen.current)
        if (row !== null) told.current.onPick(row)
      }),
    [engine],
  )
  const home = (): void => {
    const box = host.current
    const view = set === null ? null : homeView(set.caps, box === null || box.clientHeight === 0 ? 1 : box.clientWidth / box.clientHeight)
    if (view !== null) engine.setView(view)
  }
  // the whole answer is shown when it comes; afterwards the map is the user's
  useEffect(home, [engine, set]) // oxlint-disable-line react-hooks/exhaustive-deps
  return (
    <section className="answer-sky" aria-label="Sky map" tabIndex={0} onKeyDown={(event) => moveMap(event, engine, { Home: home })}>
      <div ref={host} className="answer-sky-host" />
      {state.at === 'failed' ? (
        <p className="note warn answer-sky-note" role="alert">
          {state.message}
        </p>
      ) : null}
      <div className="answer-sky-said" role="status">
        {looked.isBusy ? <Waiting running words="Looking the footprints up" /> : hasOwn ? '' : saidOf(looked, table)}
      </div>
      {classes === null || set === null || set.rings === 0 ? null : (
        <div className="answer-legend">
          <label className="row nowrap">
            <span>Colour by</span>
            <select value={by} onChange={(e) => props.onColourBy(e.target.value)}>
              {columns.map((c) => (
                <option key={c} value={c}>
                  {c.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          </label>
          <ul aria-label={`Colours: ${by ?? ''}`}>
            {classes.classes.map((c, i) => (
              <li key={c.value}>
                <button
                  type="button"
                  aria-pressed={!off.has(c.value)}
                  title={off.has(c.value) ? 'Show these' : 'Hide these'}
                  onClick={() => setOff((before) => (before.has(c.value) ? without(before, c.value) : new Set([...before, c.value])))}
                >
                  <span className="swatch" style={{ background: shades[i] }} aria-hidden="true" />
                  <span className="legend-word">{c.value}</span> <span className="dim">{c.count.toLocaleString('en')}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

/** The topmost row of a hit that is drawn; null = none. */
function topmost(rows: readonly number[], colorOfRow: Uint8Array): number | null {
  return rows.findLast((row) => colorOfRow[row] !== hiddenClass) ?? null
}

function without(all: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return new Set([...all].filter((x) => x !== one))
}

function saidOf(looked: Footprints, table: Table): string {
  if (looked.error !== null) return `The footprints cannot be looked up. ${sentence(looked.error, Date.now())}`
  const n = (x: number): string => x.toLocaleString('en')
  if (looked.named === 0) return table.length === 0 ? '' : 'The answer names no images.'
  const cut = looked.isCut ? ` Only the first ${n(maxImages)} images are looked up.` : ''
  if (looked.found === 0) return `None of the ${n(looked.named)} rows has a footprint: calibrations and tables have none.${cut}`
  return looked.found === table.length ? cut : `${n(looked.found)} of ${n(table.length)} rows have a footprint.${cut}`
}
