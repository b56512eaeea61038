import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import { failureProps } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { plainVotable, tapSync } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { textOf } from '../../api/votable-answer.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { circleAdql, overlapAdql, wordsAdql } from './find-inputs.ts'
import { InputsMap } from './inputs-map.tsx'

export interface PickInputsProps {
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
  readonly region: string | null
  readonly onClose: () => void
}

const nowhere: readonly never[] = []

/** Images of the archive by words, under the footprint of the file that is looked at, or where the map looks; a tick, or a click on the map, takes one. */
export function PickInputs({ chosen, onChange, region, onClose }: PickInputsProps) {
  const { current } = useArchives()
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState<string | null>(region === null ? null : overlapAdql(region))
  /** Rows under the point that was clicked; null = all that were found are listed. */
  const [under, setUnder] = useState<readonly number[] | null>(null)
  const found = useQuery({
    queryKey: ['inputs', current.tap, asked],
    enabled: asked !== null,
    queryFn: ({ signal }) => unwrap(tapSync({ tap: current.tap, adql: asked ?? '', format: plainVotable, maxrec: 200, signal })),
  })
  const table = found.data?.table
  const ids = useMemo(() => columnOf(table, 'obs_publisher_did'), [table])
  const regions = useMemo(() => columnOf(table, 's_region'), [table])
  const taken = useMemo(() => ids.flatMap((id, row) => (id !== null && chosen.includes(id) ? [row] : [])), [ids, chosen])
  const find = (adql: string | null): void => {
    setUnder(null)
    setAsked(adql)
  }
  const toggle = (row: number): void => {
    const id = ids[row]
    if (id != null) onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  }
  const pick = (rows: readonly number[]): void => {
    setUnder(rows.length === 0 ? null : rows)
    if (rows.length === 1) toggle(rows[0]!)
  }
  return (
    <Sheet title="Made from" onClose={onClose}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          find(wordsAdql(words))
        }}
      >
        <input
          className="grow"
          aria-label="Name, target, collection or id"
          placeholder="Name, target, collection or id"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit">Find</button>
        {region === null ? null : (
          <button type="button" onClick={() => find(overlapAdql(region))}>
            Under this file
          </button>
        )}
      </form>
      <InputsMap regions={regions} taken={taken} about={region} onPick={pick} onFindHere={({ center, fov }) => find(circleAdql(center, fov / 2))} />
      {found.error === null ? null : <FailureBox {...failureProps(apiErrorOf(found.error), Date.now())} onRetry={() => void found.refetch()} />}
      <Waiting running={found.isFetching} words="Looking" />
      {table === undefined ? null : table.length === 0 ? (
        <p className="dim">No image is there.</p>
      ) : (
        <Found table={table} rows={under} chosen={chosen} onToggle={toggle} onAll={() => setUnder(null)} />
      )}
      <p className="dim" role="status">
        {chosen.length === 0 ? 'None taken yet.' : `${chosen.length} taken.`}
      </p>
    </Sheet>
  )
}

/** The list of what was found: the map for those who do not see it. */
function Found(props: {
  readonly table: Table
  /** null = all. */
  readonly rows: readonly number[] | null
  readonly chosen: readonly string[]
  readonly onToggle: (row: number) => void
  readonly onAll: () => void
}) {
  const { table, rows, chosen, onToggle, onAll } = props
  const shown = rows ?? Array.from({ length: table.length }, (_, row) => row)
  return (
    <>
      <p className="row between dim">
        <span>
          {shown.length} image{shown.length === 1 ? '' : 's'} {rows === null ? 'found' : 'at the point that was clicked'}
        </span>
        {rows === null ? null : (
          <button type="button" className="quiet" onClick={onAll}>
            All {table.length} found
          </button>
        )}
      </p>
      <ul className="picks" aria-label="Images found">
        {shown.map((row) => {
          const did = textOf(table, 'obs_publisher_did', row) ?? ''
          return (
            <li key={did}>
              <label className="row">
                <input type="checkbox" checked={chosen.includes(did)} onChange={() => onToggle(row)} />
                <span className="grow">
                  {textOf(table, 'obs_title', row) ?? textOf(table, 'obs_id', row)}
                  <span className="dim mono"> {did}</span>
                </span>
              </label>
            </li>
          )
        })}
      </ul>
    </>
  )
}

function columnOf(table: Table | undefined, name: string): readonly (string | null)[] {
  return table === undefined ? nowhere : Array.from({ length: table.length }, (_, row) => textOf(table, name, row))
}
