import { useEffect, useRef, useState } from 'react'
import { sentence } from '../../api/api-error.ts'
import { isDatalink } from '../../api/datalink.ts'
import { tapBytes } from '../../api/tap.ts'
import { abortJob, finishJob, startJob } from '../../api/uws.ts'
import type { UwsJob } from '../../api/uws.ts'
import { ask } from '../../api/http.ts'
import { saveBlob } from '../../platform/download.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { csvStream } from '../../../vo/table/csv.ts'
import { cell } from '../../../vo/table/build.ts'
import type { Batch, Column, Table } from '../../../vo/table/columns.ts'
import { columnNamed } from './facets.ts'
import { downloadScript } from './code-text.ts'

const formats = [
  { name: 'VOTable', format: 'votable', ending: 'vot' },
  { name: 'CSV', format: 'csv', ending: 'csv' },
  { name: 'FITS', format: 'fits', ending: 'fits' },
  { name: 'Parquet', format: 'parquet', ending: 'parquet' },
] as const

type Work =
  | { readonly at: 'idle' }
  | { readonly at: 'running'; readonly words: string }
  | { readonly at: 'failed'; readonly message: string }
  | { readonly at: 'done'; readonly words: string }

/** The result as files: as the archive writes it, the rows on the screen, all rows as a job, or a script that fetches the images. */
export function ExportPanel({
  tap,
  adql,
  maxRows,
  table,
  rows,
  total,
}: {
  readonly tap: string
  readonly adql: string
  readonly maxRows: number
  readonly table: Table | null
  readonly rows: Uint32Array
  readonly total: number | null
}) {
  const [work, setWork] = useState<Work>({ at: 'idle' })
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const run = (words: string, task: (signal: AbortSignal) => Promise<string>): void => {
    stop.current?.abort()
    const own = new AbortController()
    stop.current = own
    setWork({ at: 'running', words })
    task(own.signal).then(
      (done) => own.signal.aborted || setWork({ at: 'done', words: done }),
      (error: unknown) =>
        setWork(own.signal.aborted ? { at: 'idle' } : { at: 'failed', message: error instanceof Error ? error.message : String(error) }),
    )
  }
  const fromArchive = (format: string, name: string) => async (signal: AbortSignal) => {
    const answer = await tapBytes({ tap, adql, maxrec: maxRows, format, signal, timeoutMs: 300_000 })
    if (!answer.ok) throw new Error(sentence(answer.error, Date.now()))
    return save(name, await answer.value.blob())
  }
  const asJob = (format: string, name: string) => async (signal: AbortSignal) => {
    let job: UwsJob | null = null
    try {
      const made = await startJob({
        tap: new URL(tap, document.baseURI).href,
        adql,
        format,
        signal,
        ...(total === null ? {} : { maxrec: total + 1 }),
      })
      if (!made.ok) throw new Error(sentence(made.error, Date.now()))
      job = made.value
      const done = await finishJob(job, signal, (phase) => setWork({ at: 'running', words: `The job is ${phase.toLowerCase()}` }))
      if (!done.ok) throw new Error(sentence(done.error, Date.now()))
      const result = await ask({ url: done.value.results[0]?.href ?? `${done.value.url}/results/result`, signal, timeoutMs: 300_000 })
      if (!result.ok) throw new Error(sentence(result.error, Date.now()))
      return await save(name, await result.value.blob())
    } catch (error) {
      if (signal.aborted && job !== null) void abortJob(job)
      throw error
    }
  }
  return (
    <>
      <h3>Export</h3>
      <div className="export">
        <span>As the archive writes it, up to {maxRows.toLocaleString('en')} rows</span>
        <div className="row">
          {formats.map((f) => (
            <button key={f.name} type="button" onClick={() => run(`Fetching ${f.name}`, fromArchive(f.format, `images.${f.ending}`))}>
              {f.name}
            </button>
          ))}
        </div>
        {table?.overflow === true ? (
          <>
            <span>All {total === null ? '' : total.toLocaleString('en')} rows, as a job of the archive</span>
            <div className="row">
              {formats.slice(0, 2).map((f) => (
                <button key={f.name} type="button" onClick={() => run('Starting a job', asJob(f.format, `all-images.${f.ending}`))}>
                  {f.name}
                </button>
              ))}
            </div>
          </>
        ) : null}
        {table === null ? null : (
          <>
            <span>The {rows.length.toLocaleString('en')} rows in the table now, in this order</span>
            <div className="row">
              <button
                type="button"
                onClick={() =>
                  run('Writing', async () => save('shown-images.csv', await new Response(csvStream(table.fields, [pick(table, rows)])).blob()))
                }
              >
                CSV
              </button>
              <button type="button" onClick={() => run('Writing', async () => save('get-images.py', new Blob([scriptFor(table, rows)])))}>
                Download script
              </button>
            </div>
          </>
        )}
      </div>
      <p role="status" className="dim export-state">
        {work.at === 'running'
          ? `${work.words} …`
          : work.at === 'done'
            ? work.words
            : table?.overflow === true
              ? 'The rows here are not all that match: files of them are marked OVERFLOW where the format can say it.'
              : ''}
      </p>
      {work.at === 'running' ? (
        <button type="button" onClick={() => stop.current?.abort()}>
          Cancel
        </button>
      ) : null}
      {work.at === 'failed' ? <FailureBox title="Export failed" message={work.message} /> : null}
    </>
  )
}

async function save(name: string, blob: Blob): Promise<string> {
  saveBlob(name, blob)
  return Promise.resolve(`Saved ${name}, ${blob.size < 1e6 ? `${Math.ceil(blob.size / 1000)} kB` : `${(blob.size / 1e6).toFixed(1)} MB`}.`)
}

/** The rows of a table, in the order given. */
function pick(table: Table, rows: Uint32Array): Batch {
  const columns = table.columns.map((column): Column => {
    const nulls = column.kind !== 'text' && column.kind !== 'array' && column.nulls !== undefined ? new Uint8Array((rows.length + 7) >> 3) : undefined
    if (nulls !== undefined && 'nulls' in column)
      rows.forEach((row, i) => (nulls[i >> 3]! |= ((column.nulls![row >> 3]! >> (row & 7)) & 1) << (i & 7)))
    const data = Array.prototype.map.call(rows, (row: number) => column.data[row] ?? null)
    if (column.kind === 'text' || column.kind === 'array') return { ...column, data } as Column
    const typed = new (column.data.constructor as new (n: number) => typeof column.data)(rows.length)
    rows.forEach((row, i) => ((typed as { [i: number]: number | bigint })[i] = column.data[row]!))
    return { kind: column.kind, data: typed, ...(nulls === undefined ? {} : { nulls }) } as Column
  })
  return { length: rows.length, columns }
}

function scriptFor(table: Table, rows: Uint32Array): string {
  const text = (name: string, row: number): string | null => {
    const column = columnNamed(table, name)
    const value = column === null ? null : cell(column, row)
    return value === null ? null : String(value as string)
  }
  const images = [...rows].flatMap((row) => {
    const url = text('access_url', row)
    if (url === null) return []
    const id = text('obs_publisher_did', row) ?? text('obs_id', row) ?? String(row)
    return [{ name: `${id.replace(/^.*[?#]/u, '').replaceAll(/[^\w.-]+/gu, '_')}.fits`, url, datalink: isDatalink(text('access_format', row)) }]
  })
  return downloadScript(images)
}
