import { useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { LineageAsk } from '../../../api/lineage.ts'
import { useDark } from '../../../platform/media.ts'
import { FailureBox } from '../../../ui/failure-box.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { collapse, type Box } from './collapse.ts'
import { ExportMenu } from './export-menu.tsx'
import { GraphStage } from './graph-stage.tsx'
import { moreOf, pathBetween } from './lineage-data.ts'
import { LineageLegend } from './lineage-legend.tsx'
import { LineageList } from './lineage-list.tsx'
import { coloursAt, pictureOf } from './make-picture.ts'
import { SelectedBox } from './selected-box.tsx'
import { useLayout } from './use-layout.ts'
import { useLineage } from './use-lineage.ts'
import './lineage.css'

export interface LineageGraphProps {
  /** Address of the lineage service. */
  readonly service: string
  /** Publisher DIDs, or ids of entities and activities. */
  readonly roots: readonly string[]
  readonly depth: LineageAsk['depth']
  readonly direction: LineageAsk['direction']
  /** The archive parameter of the address, to be kept in links; null where there is none. */
  readonly archive: string | null
  /** The thing that is selected until another is chosen; default the first root. */
  readonly focus?: string
  /** Drawn along the tools: what chooses depth and direction. */
  readonly children?: ReactNode
}

/** Lineage as a graph: expand by click and key, groups, paths, time axis, list twin, export. */
export function LineageGraph(props: LineageGraphProps) {
  const { service, roots, depth, direction } = props
  const lineage = useLineage(service, roots, depth, direction)
  return (
    <section aria-label="Lineage" className="lineage" aria-busy={lineage.at === 'loading'}>
      {lineage.at === 'ready' ? (
        <Shown key={`${roots.join(' ')} ${depth} ${direction}`} {...props} lineage={lineage} />
      ) : (
        <>
          <div className="lineage-tools">{props.children}</div>
          <div className="lineage-empty">
            {roots.length === 0 ? (
              <p>Give the id of an image, a dataset or an activity to see where it came from.</p>
            ) : lineage.at === 'loading' ? (
              <Waiting running words="Asking for the lineage" />
            ) : lineage.error?.isUnknown === true ? (
              <div className="note">
                <strong>Nothing found</strong>
                <p>{lineage.error.message}</p>
              </div>
            ) : (
              <FailureBox
                title={lineage.error?.title ?? 'No answer'}
                message={lineage.error?.message ?? ''}
                {...(lineage.error?.mayRetry === false ? {} : { onRetry: lineage.retry })}
              />
            )}
          </div>
        </>
      )}
    </section>
  )
}

const none: ReadonlySet<string> = new Set()

function Shown(props: LineageGraphProps & { readonly lineage: ReturnType<typeof useLineage> }) {
  const { lineage, service, depth, direction } = props
  const { data, roots } = lineage
  const [open, setOpen] = useState<ReadonlySet<string>>(none)
  const [chosen, setChosen] = useState<string | null>(null)
  const [by, setBy] = useState<'rank' | 'time'>('rank')
  const [people, setPeople] = useState(false)
  const [asList, setAsList] = useState(false)
  const [pathFrom, setPathFrom] = useState<string | null>(null)
  const [path, setPath] = useState<readonly string[] | null>(null)
  const host = useRef<HTMLDivElement>(null)
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const isDark = useDark()
  const onPath = useMemo(() => new Set(path ?? []), [path])
  const drawn = useMemo(() => collapse(data, roots, open, onPath, people), [data, roots, open, onPath, people])
  const { laidOut, failure } = useLayout(drawn, by)
  // the theme is read from the page: `isDark` says when to read it again
  // oxlint-disable-next-line react/memo-dependencies, react-hooks/exhaustive-deps
  const colours = useMemo(() => (stage === null ? null : coloursAt(stage)), [stage, isDark])
  const selected = chosenBox(drawn.boxes, drawn.boxOf, chosen ?? props.focus ?? roots[0] ?? null) ?? drawn.boxes[0]?.key ?? ''
  const picture = useMemo(
    () => (laidOut === null || colours === null ? null : pictureOf(laidOut, colours, selected, onPath)),
    [laidOut, colours, selected, onPath],
  )
  const box = drawn.boxes.find((one) => one.key === selected) ?? drawn.boxes[0]
  const more = (one: Box): { readonly in: number; readonly out: number } =>
    one.members.reduce((sum, id) => ({ in: sum.in + moreOf(data, id).in, out: sum.out + moreOf(data, id).out }), { in: 0, out: 0 })

  function select(key: string): void {
    setChosen(key)
    if (pathFrom === null || key === pathFrom) return
    const to = drawn.boxes.find((one) => one.key === key)?.members[0]
    if (to === undefined) return
    setPath(pathBetween(data, pathFrom, to) ?? [])
    setPathFrom(null)
  }
  function openBox(one: Box, side: 'in' | 'out' | 'both'): void {
    if (one.isGroup && side === 'both') {
      setOpen(new Set([...open, one.key]))
      setChosen(one.members[0] ?? null)
      return
    }
    const further = more(one)
    const wanted =
      side === 'both' ? (further.in > 0 && further.out > 0 ? 'BOTH' : further.in > 0 ? 'BACK' : 'FORTH') : side === 'in' ? 'BACK' : 'FORTH'
    if (further.in + further.out > 0) void lineage.expand(one.members, wanted)
  }

  return (
    <>
      <div className="lineage-tools">
        {props.children}
        <div className="segments" role="group" aria-label="Show as">
          <button type="button" aria-pressed={!asList && by === 'rank'} onClick={() => (setAsList(false), setBy('rank'))}>
            Graph
          </button>
          <button type="button" aria-pressed={!asList && by === 'time'} onClick={() => (setAsList(false), setBy('time'))}>
            Time axis
          </button>
          <button type="button" aria-pressed={asList} onClick={() => setAsList(true)}>
            List
          </button>
        </div>
        <label className="row">
          <input type="checkbox" checked={people} onChange={(e) => setPeople(e.target.checked)} /> Who is responsible
        </label>
        <button
          type="button"
          disabled={!drawn.boxes.some((one) => one.isGroup)}
          onClick={() => setOpen(new Set([...open, ...drawn.boxes.flatMap((one) => (one.isGroup ? one.key : []))]))}
        >
          Open groups
        </button>
        <button type="button" disabled={open.size === 0} onClick={() => setOpen(none)}>
          Close groups
        </button>
        <span className="grow" />
        <ExportMenu
          picture={picture}
          palette={colours?.palette ?? null}
          service={service}
          asked={{ ids: roots, depth, direction, limit: 5000, agents: true }}
          name={data.nodes.get(roots[0] ?? '')?.name ?? roots[0] ?? 'things'}
        />
      </div>
      <div className="lineage-body" ref={host}>
        <div className="lineage-main" ref={setStage}>
          {asList ? (
            <LineageList drawn={drawn} selected={selected} more={more} onSelect={select} onOpen={openBox} />
          ) : laidOut !== null && picture !== null && colours !== null ? (
            <GraphStage
              laidOut={laidOut}
              picture={picture}
              palette={colours.palette}
              selected={selected}
              more={more}
              pending={(one) => one.members.some((id) => lineage.pending.has(id))}
              onSelect={select}
              onOpen={openBox}
              timeAxis={by === 'time'}
            />
          ) : failure === null ? (
            <Waiting running words="Laying the graph out" />
          ) : (
            <FailureBox title="The graph cannot be drawn" message={`${failure}. The list shows the same.`} />
          )}
        </div>
        <aside className="lineage-side" aria-label="Selected in the lineage">
          <p className="dim" aria-live="polite">
            {data.nodes.size.toLocaleString('en')} {data.nodes.size === 1 ? 'thing' : 'things'} in {drawn.boxes.length.toLocaleString('en')}{' '}
            {drawn.boxes.length === 1 ? 'box' : 'boxes'}, {data.edges.size.toLocaleString('en')} relations.
            {data.truncated ? ' The answer was cut at its limit; the nearest are shown, boxes count what is further.' : ''}
            {pathFrom === null ? '' : ' Choose where the path leads to.'}
            {path === null
              ? ''
              : path.length === 0
                ? ' What is loaded does not join the two: load more of either.'
                : ` The path has ${path.length} things.`}
          </p>
          {lineage.error === null ? null : <FailureBox title={lineage.error.title} message={lineage.error.message} />}
          {box === undefined ? null : (
            <SelectedBox
              archive={props.archive}
              box={box}
              node={box.isGroup ? null : (data.nodes.get(box.key) ?? null)}
              further={[...data.further.values()].filter(({ from, to }) => from === box.key || to === box.key)}
              members={box.members.flatMap((id) => data.nodes.get(id) ?? [])}
              more={more(box)}
              onOpen={(side) => openBox(box, side)}
              onAll={(toward) => void lineage.expand(box.members, toward, 'ALL')}
              onChoose={(id) => {
                if (box.isGroup) setOpen(new Set([...open, box.key]))
                select(id)
              }}
              onPath={() => {
                setPath(null)
                setPathFrom(box.members[0] ?? null)
              }}
              onClearPath={path === null && pathFrom === null ? null : () => (setPath(null), setPathFrom(null))}
              onCloseGroup={
                box.isGroup || box.group === null
                  ? null
                  : () => (setOpen(new Set([...open].filter((key) => key !== box.group))), setChosen(box.group))
              }
            />
          )}
          <LineageLegend />
        </aside>
      </div>
    </>
  )
}

/** The box of what was chosen: itself, or the group that took it in. */
function chosenBox(boxes: readonly Box[], boxOf: ReadonlyMap<string, number>, chosen: string | null): string | null {
  if (chosen === null) return null
  if (boxes.some((box) => box.key === chosen)) return chosen
  const at = boxOf.get(chosen)
  return at === undefined ? null : (boxes[at]?.key ?? null)
}
