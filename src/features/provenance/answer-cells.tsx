import type { ReactNode } from 'react'
import { cell } from '../../../vo/table/build.ts'
import type { Cell, Column, Table } from '../../../vo/table/columns.ts'
import type { Field } from '../../../vo/table/field.ts'
import { mjdTai, mjdUtc } from '../../../vo/time/mjd.ts'
import { formatIso, formatIsoTai } from '../../../vo/time/parse-time.ts'
import { BandMark } from '../../ui/bands.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'

/** How a column of an answer is shown. */
export type CellKind = 'utc' | 'tai' | 'band' | 'status' | 'bytes' | 'id' | 'plain'

/** Told from unit, UCD and name: times are MJD, in TAI where the name says so. */
export function kindOf(field: Field): CellKind {
  const name = field.name.toLowerCase()
  const isNumber = field.datatype === 'double'
  if (
    isNumber &&
    (field.unit === 'd' || field.unit === undefined) &&
    /(_time|_mjd|_mjd_\w+|_begin|_end|_at|_at_\w+|^time|^t_min|^t_max)$/u.test(name)
  )
    return /tai/u.test(name) ? 'tai' : 'utc'
  if (name === 'band' || name === 'lsst_band') return 'band'
  if (name === 'status_name') return 'status'
  if (name.endsWith('_bytes')) return 'bytes'
  if (field.datatype === 'char' || field.datatype === 'unicodeChar') return /(_id|_did|uuid|sha)$/u.test(name) ? 'id' : 'plain'
  return 'plain'
}

const widths: Readonly<Record<CellKind, number>> = { utc: 170, tai: 170, band: 64, status: 130, bytes: 110, id: 300, plain: 130 }

function titleOf(field: Field, kind: CellKind): string {
  const name = field.name.replaceAll('_', ' ').replace(/ mjd( tai| utc)?$/u, '')
  if (kind === 'utc') return `${name} (UTC)`
  if (kind === 'tai') return `${name.replace(/ tai$/u, '')} (TAI)`
  if (kind === 'bytes') return `${name.replace(/ bytes$/u, '')} [MB]`
  return field.unit === undefined || field.unit === '' ? name : `${name} [${field.unit}]`
}

/** Columns of an answer in its own order; a text column is as wide as its longest words ask, within reason. */
export function answerColumns(table: Table): readonly GridColumn[] {
  return table.fields.map((field, i) => {
    const kind = kindOf(field)
    const title = titleOf(field, kind)
    const column = table.columns[i]!
    const numeric = column.kind !== 'text' && column.kind !== 'array' && column.kind !== 'bool' && kind !== 'utc' && kind !== 'tai'
    const hint = [field.description, field.ucd].filter((x) => x !== undefined && x !== '').join(' · ')
    const width = Math.max(widths[kind] === 130 && kind === 'plain' ? plainWidth(column) : widths[kind], 7.2 * title.length + 30)
    return { key: field.name, title, width: Math.round(width), numeric, ...(hint === '' ? {} : { hint }) }
  })
}

function plainWidth(column: Column): number {
  let longest = 6
  const n = Math.min(column.data.length, 400)
  for (let row = 0; row < n; row++) {
    const value = cell(column, row)
    if (value !== null && typeof value !== 'object')
      longest = Math.max(longest, typeof value === 'number' && !Number.isInteger(value) ? 9 : String(value).length)
  }
  return Math.min(420, 8 * longest + 24)
}

/** A cell as a person reads it; missing values are said by a dash. */
export function answerCell(field: Field, column: Column, row: number): ReactNode {
  const value: Cell = cell(column, row)
  if (value === null) return <span className="dim">–</span>
  switch (kindOf(field)) {
    case 'utc':
      return moment(formatIso(mjdUtc(value as number)))
    case 'tai':
      return moment(formatIsoTai(mjdTai(value as number)))
    case 'band':
      return <BandMark band={String(value as string)} />
    case 'status':
      return <StatusMark status={String(value as string)} />
    case 'bytes':
      return Math.round(Number(value) / 1e6).toLocaleString('en')
    case 'id':
      return (
        <span className="mono" title={String(value as string)}>
          {shortId(String(value as string))}
        </span>
      )
    default:
      if (typeof value === 'object') return Array.from(value as ArrayLike<number>).join(' ')
      if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)))
      return typeof value === 'string' && value.length > 40 ? <span title={value}>{value}</span> : String(value)
  }
}

const moment = (iso: string): string => iso.replace('T', ' ').replace(/Z$/u, '').slice(0, 19)

/** The part of an identifier that tells it from its neighbours: what follows the '?' of a publisher DID. */
export function shortId(id: string): string {
  const at = id.indexOf('?')
  return id.startsWith('ivo://') && at > 0 ? id.slice(at + 1) : id
}

const marks: Readonly<Record<string, readonly [mark: string, colour: string]>> = {
  SUCCESSFUL: ['✓', 'var(--good)'],
  FAILED: ['✕', 'var(--bad)'],
  ABORTED: ['✕', 'var(--bad)'],
  ABORTED_SUCCESS: ['◐', 'var(--warn)'],
  BLOCKED: ['⊘', 'var(--warn)'],
  UNKNOWN: ['?', 'var(--dim)'],
}

/** Status of a quantum: mark, colour and word. */
export function StatusMark({ status }: { readonly status: string }) {
  const [mark, colour] = marks[status.toUpperCase()] ?? ['·', 'var(--dim)']
  return (
    <span className="nowrap">
      <span aria-hidden="true" style={{ color: colour }}>
        {mark}
      </span>{' '}
      {status.toLowerCase().replaceAll('_', ' ')}
    </span>
  )
}
