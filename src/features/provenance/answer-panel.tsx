import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { factsOf } from '../../../vo/templates/ask.ts'
import type { Template, TemplateShow } from '../../../vo/templates/template.ts'
import { cell } from '../../../vo/table/build.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { headline, isRetryable, sentence } from '../../api/api-error.ts'
import type { TemplateRun } from '../../api/run-template.ts'
import { columnAt, textOf } from '../../api/votable-answer.ts'
import { sorted } from '../../engine/results/sort-rows.ts'
import { useDark } from '../../platform/media.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import { useElapsed, Waiting } from '../../ui/waiting.tsx'
import { answerCell, answerColumns } from './answer-cells.tsx'
import { AnswerGraph } from './answer-graph.tsx'
import { AnswerSky } from './answer-sky.tsx'
import { AskMenu } from './ask-menu.tsx'
import { ExportSheet } from './export-sheet.tsx'
import { pageKeys } from './form-values.ts'
import type { Values } from './form-values.ts'
import { NoAnswer, NothingYet } from './no-answer.tsx'
import { useAddress } from './use-address.ts'
import { defaultMaxRows, useAnswer } from './use-answer.ts'
import { useSilence } from './use-silence.ts'

export interface AnswerPanelProps {
  readonly template: Template
  readonly values: Values
  /** The query asked for; null = none. */
  readonly query: string | null
  /** The filled template that the query is of, where its service runs it. */
  readonly run: TemplateRun | null
  /** The form still says what was asked. */
  readonly isCurrent: boolean
  /** The address asks for an answer (which cannot be, where `query` is null). */
  readonly hasAsked: boolean
  /** The archive has the tables where the answer would be. */
  readonly isAskable: boolean
  /** The map is shown elsewhere for now. */
  readonly mapIsLent: boolean
}

const n = (x: number): string => x.toLocaleString('en')
const limits = [20_000, 100_000, 200_000] as const
const views: readonly (readonly [TemplateShow, string])[] = [
  ['table', 'Table'],
  ['sky', 'On the sky'],
  ['graph', 'As a graph'],
]

/** The answer: table, sky and graph of the same rows, what it says of itself, and what can be asked next. */
export function AnswerPanel(props: AnswerPanelProps) {
  const { template, values, hasAsked } = props
  const [params, change] = useAddress()
  const navigate = useNavigate()
  useDark()
  const max = Number(params.get(pageKeys.maxRows) ?? defaultMaxRows)
  const maxRows = Number.isInteger(max) && max >= 1 && max <= 200_000 ? max : defaultMaxRows
  // while the form is changed the answer before stays in sight, dimmed
  const asked = useMemo(
    () => (props.query === null ? null : { query: props.query, run: props.run }),
    // the query says what the run is of
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [props.query],
  )
  const [last, setLast] = useState(asked)
  useEffect(() => setLast((before) => asked ?? before), [asked])
  const { query, run } = asked ?? last ?? { query: null, run: null }
  const isStale = props.query === null || !props.isCurrent
  const answer = useAnswer(query, maxRows, run)
  const seconds = useElapsed(answer.isBusy)
  const table = answer.result?.table ?? null
  const silence = useSilence(template, values, table?.length === 0 && !isStale)
  const entities = useMemo(() => (table === null ? undefined : entityColumnOf(table, template)), [table, template])
  const showAs = viewNamed(params.get(pageKeys.showAs)) ?? template.show
  const ids = useMemo(() => (table === null ? undefined : (entities ?? activityColumnOf(table))), [table, entities])
  const view = showAs === 'graph' && ids === undefined ? 'table' : showAs
  const sortBy = params.get(pageKeys.sortBy) ?? ''
  const sort = sortBy === '' ? null : { column: sortBy.replace(/^-/u, ''), descending: sortBy.startsWith('-') }
  const rows = useMemo(() => {
    const all = Uint32Array.from({ length: table?.length ?? 0 }, (_, i) => i)
    return table === null || sort === null ? all : sorted(all, table.columns[columnAt(table, sort.column)] ?? null, sort.descending)
    // the sort's parts are what counts
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [table, sort?.column, sort?.descending])
  const picked = params.has(pageKeys.row) ? Number(params.get(pageKeys.row)) : null
  const selected = picked !== null && table !== null && picked < table.length ? picked : null
  const [hover, setHover] = useState<number | null>(null)
  const [isExporting, setExporting] = useState(false)
  const columns = useMemo(() => (table === null ? [] : answerColumns(table)), [table])
  const render = useCallback(
    (i: number, name: string): ReactNode => {
      if (table === null) return null
      const at = table.fields.findIndex((f) => f.name === name)
      return answerCell(table.fields[at]!, table.columns[at]!, rows[i]!)
    },
    [table, rows],
  )
  const select = useCallback(
    (row: number) => change((p) => (p.get(pageKeys.row) === String(row) ? p.delete(pageKeys.row) : p.set(pageKeys.row, String(row)))),
    [change],
  )
  const facts = useMemo(() => (table === null || selected === null ? null : factsOfRow(table, selected, entities)), [table, selected, entities])
  const place = useMemo(() => {
    const at = new Int32Array(table?.length ?? 0).fill(-1)
    rows.forEach((row, i) => (at[row] = i))
    return at
  }, [table, rows])
  const archive = params.get('archive')
  const imageHref = (did: string) => ({
    pathname: `/images/${encodeURIComponent(did)}`,
    search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}`,
  })
  const did = facts?.['entity'] ?? null
  const status = statusOf()
  function statusOf(): string {
    if (answer.isBusy && (table === null || seconds >= 1)) return answer.progress > 0 ? `${n(answer.progress)} rows read …` : 'Asking …'
    if (table === null) return ''
    const many = `${n(table.length)} row${table.length === 1 ? '' : 's'}`
    if (isStale) return `The answer before: ${many}`
    return table.overflow ? `The first ${many}` : table.length === 0 ? 'No rows' : many
  }

  const grid =
    table === null || table.length === 0 ? null : (
      <VirtualGrid
        label="Results"
        columns={columns}
        count={rows.length}
        render={render}
        sort={sort}
        onSort={(column) =>
          change((p) => {
            if (sort?.column !== column) p.set(pageKeys.sortBy, column)
            else if (!sort.descending) p.set(pageKeys.sortBy, `-${column}`)
            else p.delete(pageKeys.sortBy)
          })
        }
        isSelected={(i) => rows[i] === selected}
        hovered={hover === null ? null : (place[hover] ?? null)}
        focusRow={selected === null ? null : (place[selected] ?? null)}
        onPick={(i) => select(rows[i]!)}
        onOpen={(i) => {
          const id = entities === undefined ? null : textOf(table, entities, rows[i]!)
          if (id !== null && id.startsWith('ivo://')) void navigate(imageHref(id))
          else select(rows[i]!)
        }}
        onHover={(i) => setHover(i === null ? null : (rows[i] ?? null))}
      />
    )
  return (
    <section className="results answer" aria-label="Answer">
      <div className="results-bar">
        <span role="status" className="count">
          {status}
        </span>
        <Waiting running={answer.isBusy} words="" onCancel={answer.cancel} />
        <span className="grow" />
        {facts === null ? null : (
          <div className="selection" role="group" aria-label="Selected row">
            <AskMenu facts={facts} />
            {did === null || !did.startsWith('ivo://') ? null : (
              <Link className="button" to={imageHref(did)}>
                Open image
              </Link>
            )}
          </div>
        )}
        <div className="segments" role="group" aria-label="Show as">
          {views.map(([name, words]) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              disabled={name === 'graph' && ids === undefined}
              title={name === 'graph' && ids === undefined ? 'This answer names no datasets' : undefined}
              onClick={() => change((p) => p.set(pageKeys.showAs, name), true)}
              hidden={!hasAsked}
            >
              {words}
            </button>
          ))}
        </div>
        <button type="button" onClick={() => setExporting(true)} disabled={table === null}>
          Export
        </button>
      </div>
      {isStale && table !== null && !answer.isBusy ? <p className="note slim">The form says something else now: Run asks it.</p> : null}
      {table?.overflow === true && !isStale ? (
        <p className="note warn slim">
          These are the first {n(table.length)} rows:{' '}
          {maxRows <= table.length ? `the page asks for at most ${n(maxRows)}` : 'the archive gives no more'}; there are others.{' '}
          {maxRows <= table.length
            ? limits
                .filter((limit) => limit > maxRows)
                .map((limit) => (
                  <button key={limit} type="button" className="quiet" onClick={() => change((p) => p.set(pageKeys.maxRows, String(limit)), true)}>
                    Ask for {n(limit)}
                  </button>
                ))
            : null}
        </p>
      ) : null}
      {answer.error !== null && !answer.isBusy ? (
        <FailureBox
          title={headline(answer.error)}
          message={sentence(answer.error, Date.now())}
          {...(isRetryable(answer.error) || answer.error.kind === 'malformed' ? { onRetry: answer.again } : {})}
        />
      ) : null}
      <div className={`answer-body as-${view}`} data-stale={(isStale && table !== null) || undefined}>
        {table === null ? (
          answer.error === null ? (
            <NothingYet
              hasAsked={hasAsked}
              isAskable={props.isAskable}
              hasExample={Object.keys(template.example).length > 0}
              isBusy={answer.isBusy}
              isCancelled={answer.isCancelled}
              onAgain={answer.again}
            />
          ) : null
        ) : table.length === 0 ? (
          <NoAnswer silence={silence} />
        ) : (
          <>
            {view === 'sky' && !props.mapIsLent ? (
              <AnswerSky
                table={table}
                own={answer.result!.footprints}
                entityColumn={entities}
                colourBy={params.get(pageKeys.colourBy)}
                onColourBy={(column) => change((p) => p.set(pageKeys.colourBy, column))}
                selected={selected}
                hovered={hover}
                onHover={setHover}
                onPick={select}
              />
            ) : null}
            {view === 'graph' && ids !== undefined ? (
              <AnswerGraph template={template} values={values} table={table} idColumn={ids} selected={selected} />
            ) : null}
            {view === 'graph' ? null : <div className="answer-grid">{grid}</div>}
          </>
        )}
      </div>
      {isExporting && table !== null && query !== null ? (
        <ExportSheet
          name={template.id}
          query={query}
          run={run}
          maxRows={maxRows}
          table={table}
          entityColumn={entities}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </section>
  )
}

function viewNamed(text: string | null): TemplateShow | null {
  return views.find(([name]) => name === text)?.[0] ?? null
}

/** The column of dataset identifiers: the one that the template names, else one of a usual name. */
function entityColumnOf(table: Table, template: Template): string | undefined {
  const names = [template.entityColumn, 'entity_id', 'obs_publisher_did'].filter((name) => name !== undefined)
  return names.find((name) => columnAt(table, name) >= 0)
}

/** The column of ids of activities, where there is one. */
function activityColumnOf(table: Table): string | undefined {
  return ['quantum_id', 'activity_id'].find((name) => columnAt(table, name) >= 0)
}

function factsOfRow(table: Table, row: number, entities: string | undefined): Readonly<Record<string, string>> {
  const facts = factsOf(table.fields.map((f, i) => [f.name, cell(table.columns[i]!, row)] as const))
  const id = entities === undefined ? null : textOf(table, entities, row)
  return id === null ? facts : { ...facts, entity: id }
}
