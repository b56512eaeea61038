import { useEffect, useRef, useState } from 'react'
import type { Result } from '../../../vo/result.ts'
import { ok } from '../../../vo/result.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { sentence } from '../../api/api-error.ts'
import type { ApiError } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { cutWords, lineageDocument, lineageService } from '../../api/lineage.ts'
import { runTemplateBytes } from '../../api/run-template.ts'
import type { TemplateRun } from '../../api/run-template.ts'
import { tapBytes } from '../../api/tap.ts'
import { columnAt } from '../../api/votable-answer.ts'
import { saveBlob } from '../../platform/download.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Waiting } from '../../ui/waiting.tsx'

type Work =
  | { readonly at: 'idle' }
  | { readonly at: 'running' }
  | { readonly at: 'failed'; readonly message: string }
  | { readonly at: 'done'; readonly words: string }

const tables = [
  { name: 'VOTable', format: 'votable', ending: 'vot' },
  { name: 'CSV', format: 'csv', ending: 'csv' },
] as const
const documents = [
  { name: 'PROV-JSON', format: 'PROV-JSON', ending: 'json' },
  { name: 'PROV-N', format: 'PROV-N', ending: 'provn' },
] as const
/** Datasets whose lineage goes into one document. */
const mostIds = 100

/** The answer as files: the rows as the archive writes them, and the lineage of their datasets as PROV documents. */
export function ExportSheet(props: {
  readonly name: string
  readonly query: string
  /** The filled template that the query is of, where its service runs it. */
  readonly run: TemplateRun | null
  readonly maxRows: number
  readonly table: Table
  readonly entityColumn: string | undefined
  readonly onClose: () => void
}) {
  const { name, query, maxRows, table, entityColumn } = props
  const { current } = useArchives()
  const [work, setWork] = useState<Work>({ at: 'idle' })
  const [depth, setDepth] = useState('1')
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const ids = idsOf(table, entityColumn)
  const lineage = lineageService(current)

  const run = (
    file: string,
    fetchIt: (signal: AbortSignal) => Promise<Result<{ readonly blob: Blob; readonly more: string | null }, ApiError>>,
  ): void => {
    stop.current?.abort()
    const own = new AbortController()
    stop.current = own
    setWork({ at: 'running' })
    const work = async (): Promise<string> => {
      const answer = await fetchIt(own.signal)
      if (!answer.ok) throw new Error(sentence(answer.error, Date.now()))
      const { blob, more } = answer.value
      saveBlob(file, blob)
      return `Saved ${file}, ${blob.size < 1e6 ? `${Math.ceil(blob.size / 1000)} kB` : `${(blob.size / 1e6).toFixed(1)} MB`}.${more === null ? '' : ` ${more}`}`
    }
    work().then(
      (words) => own.signal.aborted || setWork({ at: 'done', words }),
      (error: unknown) =>
        setWork(own.signal.aborted ? { at: 'idle' } : { at: 'failed', message: error instanceof Error ? error.message : String(error) }),
    )
  }
  return (
    <Sheet title="Export" onClose={props.onClose}>
      <h3>The rows</h3>
      <div className="row">
        <span className="grow">As the archive writes them, up to {maxRows.toLocaleString('en')} rows</span>
        {tables.map((f) => (
          <button
            key={f.name}
            type="button"
            onClick={() =>
              run(`${name}.${f.ending}`, async (signal) => {
                const call = { maxrec: maxRows, format: f.format, signal, timeoutMs: 300_000 }
                const answer = await (props.run === null ? tapBytes({ tap: current.tap, adql: query, ...call }) : runTemplateBytes(props.run, call))
                return answer.ok ? ok({ blob: await answer.value.blob(), more: null }) : answer
              })
            }
          >
            {f.name}
          </button>
        ))}
      </div>
      {table.overflow ? <p className="dim">The rows here are not all that match; a VOTable of them is marked OVERFLOW.</p> : null}
      <h3>Their lineage</h3>
      {lineage === null ? (
        <p className="dim">This archive has no lineage service: PROV documents cannot be had.</p>
      ) : ids.length === 0 ? (
        <p className="dim">This answer names no datasets.</p>
      ) : (
        <>
          <div className="row">
            <span className="grow">
              {ids.length > mostIds
                ? `The first ${mostIds} of ${ids.length.toLocaleString('en')} datasets`
                : `${ids.length} dataset${ids.length === 1 ? '' : 's'}`}
              , back to where they came from
            </span>
            <label className="row nowrap">
              <span className="dim">Depth</span>
              <select value={depth} onChange={(e) => setDepth(e.target.value)}>
                {['1', '2', '3', '5', 'ALL'].map((d) => (
                  <option key={d} value={d}>
                    {d.toLowerCase()}
                  </option>
                ))}
              </select>
            </label>
            {documents.map((f) => (
              <button
                key={f.name}
                type="button"
                onClick={() =>
                  run(`${name}.${f.ending}`, async (signal) => {
                    const wanted = {
                      ids: ids.slice(0, mostIds),
                      depth: depth === 'ALL' ? depth : Number(depth),
                      direction: 'BACK',
                      limit: 5000,
                      agents: true,
                    } as const
                    const answer = await lineageDocument(lineage, wanted, f.format, signal)
                    return answer.ok ? ok({ blob: answer.value.blob, more: cutWords(answer.value) }) : answer
                  })
                }
              >
                {f.name}
              </button>
            ))}
          </div>
        </>
      )}
      <Waiting running={work.at === 'running'} words="Writing" onCancel={() => stop.current?.abort()} />
      <p role="status" className="dim">
        {work.at === 'done' ? work.words : ''}
      </p>
      {work.at === 'failed' ? <FailureBox title="Export failed" message={work.message} /> : null}
    </Sheet>
  )
}

function idsOf(table: Table, column: string | undefined): readonly string[] {
  const at = column === undefined ? undefined : table.columns[columnAt(table, column)]
  return at?.kind === 'text' ? [...new Set(at.data.filter((id) => id !== null))] : []
}
