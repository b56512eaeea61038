import type { ReactNode } from 'react'
import { formatDec, formatRa } from '../../../vo/sky/angle.ts'
import { formatIso } from '../../../vo/time/parse-time.ts'
import { mjdUtc } from '../../../vo/time/mjd.ts'
import { cell } from '../../../vo/table/build.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { BandMark } from '../../ui/bands.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { columnNamed } from './facets.ts'

const known: Readonly<Record<string, { readonly title: string; readonly width: number; readonly numeric?: boolean }>> = {
  obs_id: { title: 'Observation', width: 190 },
  dataproduct_subtype: { title: 'Type', width: 150 },
  dataproduct_type: { title: 'Product', width: 90 },
  calib_level: { title: 'Level', width: 60, numeric: true },
  lsst_visit: { title: 'Visit', width: 130, numeric: true },
  lsst_detector: { title: 'Detector', width: 80, numeric: true },
  lsst_band: { title: 'Band', width: 64 },
  band: { title: 'Band', width: 84 },
  lsst_filter: { title: 'Filter', width: 90 },
  t_min: { title: 'Start (UTC)', width: 170 },
  t_exptime: { title: 'Exposure [s]', width: 96, numeric: true },
  s_ra: { title: 'RA', width: 110, numeric: true },
  s_dec: { title: 'Dec', width: 110, numeric: true },
  s_fov: { title: 'Field [°]', width: 80, numeric: true },
  s_resolution: { title: 'Seeing [″]', width: 84, numeric: true },
  target_name: { title: 'Target', width: 130 },
  obs_title: { title: 'Title', width: 260 },
  instrument_name: { title: 'Instrument', width: 130 },
  facility_name: { title: 'Facility', width: 180 },
  obs_collection: { title: 'Collection', width: 150 },
  lsst_day_obs: { title: 'Night', width: 90, numeric: true },
  lsst_tract: { title: 'Tract', width: 70, numeric: true },
  lsst_patch: { title: 'Patch', width: 70, numeric: true },
  em_min: { title: 'λ min [m]', width: 96, numeric: true },
  em_max: { title: 'λ max [m]', width: 96, numeric: true },
  access_format: { title: 'Format', width: 200 },
  access_estsize: { title: 'Size [kB]', width: 90, numeric: true },
  obs_publisher_did: { title: 'Identifier', width: 380 },
}

/** Shown until the user chooses others. */
export const firstColumns = [
  'dataproduct_subtype',
  'dataproduct_type',
  'lsst_band',
  'band',
  't_min',
  'lsst_visit',
  'lsst_detector',
  't_exptime',
  's_resolution',
  's_ra',
  's_dec',
  'target_name',
  'instrument_name',
  'obs_collection',
]

/** Columns of this table that can be shown, in their order of display. */
export function availableColumns(table: Table): readonly GridColumn[] {
  return table.fields.flatMap((f): GridColumn[] => {
    const name = f.name.toLowerCase()
    if (name === 's_region' || name === 'access_url') return []
    const k = known[name]
    const numeric = k === undefined ? !['char', 'unicodeChar', 'boolean'].includes(f.datatype) : (k.numeric ?? false)
    const hint = [f.description, f.unit === undefined ? undefined : `[${f.unit}]`, f.ucd].filter((x) => x !== undefined && x !== '').join(' · ')
    return [{ key: name, title: k?.title ?? f.name, width: k?.width ?? 140, numeric, ...(hint === '' ? {} : { hint }) }]
  })
}

/** The columns to show: those chosen, else the usual ones that say something in this table. */
export function shownColumns(table: Table, available: readonly GridColumn[], chosen: readonly string[]): readonly GridColumn[] {
  const usual = firstColumns.filter((name) => hasValues(table, name) && !(name === 'dataproduct_type' && hasValues(table, 'dataproduct_subtype')))
  const found = (chosen.length > 0 ? chosen : usual).flatMap((key) => available.filter((c) => c.key === key))
  return found.length > 0 ? found : available.slice(0, 10)
}

/** Whether a column is there and holds anything but nulls. */
export function hasValues(table: Table, name: string): boolean {
  const column = columnNamed(table, name)
  if (column === null) return false
  for (let row = 0; row < table.length; row++) if (cell(column, row) !== null) return true
  return table.length === 0
}

/** A cell as a person reads it; missing values are said by a dash. */
export function shownCell(table: Table, row: number, name: string): ReactNode {
  const column = columnNamed(table, name)
  const value = column === null ? null : cell(column, row)
  if (value === null) return <span className="dim">–</span>
  switch (name) {
    case 'lsst_band':
    case 'band':
      return <BandMark band={String(value as string)} />
    case 's_ra':
      return formatRa(value as number, 2)
    case 's_dec':
      return formatDec(value as number, 1)
    case 't_min':
      return formatIso(mjdUtc(value as number))
        .replace('T', ' ')
        .slice(0, 19)
    case 'dataproduct_subtype':
      return String(value as string)
        .replace(/^lsst\./u, '')
        .replaceAll('_', ' ')
    case 't_exptime':
      return (value as number).toFixed(1)
    case 's_resolution':
    case 's_fov':
      return (value as number).toFixed(2)
    default:
      return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value as string)
  }
}
