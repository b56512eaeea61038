import type { Result } from '../../vo/result.ts'
import type { Table } from '../../vo/table/columns.ts'
import { ok } from '../../vo/result.ts'
import { elements, parseXml, textIn } from '../platform/xml.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { adqlText, plainVotable, tapWhole } from './tap.ts'
import { cellOf, textOf } from './votable-answer.ts'

/** A column of the archive's ObsCore table, as TAP_SCHEMA tells it. */
export interface OfferedColumn {
  readonly name: string
  readonly datatype: string
  readonly unit: string | null
  readonly ucd: string | null
  readonly description: string | null
}

/** What an archive can do for the page. */
export interface Offer {
  /** The table that holds ObsCore, as to be written in ADQL. */
  readonly table: string
  readonly columns: readonly OfferedColumn[]
  readonly has: ReadonlySet<string>
  /** ADQL geometry functions, upper case. Empty where the service does not list any. */
  readonly geometry: ReadonlySet<string>
  readonly formats: readonly string[]
  /** Rows a query gives at most, by default and at all; null where not told. */
  readonly defaultRows: number | null
  readonly hardRows: number | null
  readonly uploads: boolean
  /** What is missing for this page, a sentence each. */
  readonly lacks: readonly string[]
}

/** The name that the standard gives the table of ObsCore, as nearly every archive has it. */
const standardName = 'ivoa.obscore'

/**
 * Asks VOSI capabilities and TAP_SCHEMA what an archive offers. An archive without an ObsCore table is refused with a sentence. The columns of the
 * table of the standard's name are asked for beside the name, not after it: the first search waits for this.
 */
export async function readOffer(tap: string, signal: AbortSignal): Promise<Result<Offer, ApiError>> {
  const [capabilities, tables, usual] = await Promise.all([
    readCapabilities(tap, signal),
    obscoreTable(tap, signal),
    columnsOf(tap, standardName, signal),
  ])
  if (!tables.ok) return tables
  const columns = tables.value === standardName ? usual : await columnsOf(tap, tables.value, signal)
  if (!columns.ok) return columns
  const table = columns.value
  const offered = Array.from({ length: table.length }, (_, row): OfferedColumn => ({
    name: (textOf(table, 'column_name', row) ?? '').replaceAll('"', '').toLowerCase(),
    datatype: textOf(table, 'datatype', row) ?? 'char',
    unit: textOf(table, 'unit', row),
    ucd: textOf(table, 'ucd', row),
    description: textOf(table, 'description', row),
  }))
  const caps = capabilities.ok ? capabilities.value : noCapabilities
  const has = new Set(offered.map((c) => c.name))
  return ok({ table: tables.value, columns: offered, has, ...caps, lacks: lacksOf(has, caps, capabilities.ok) })
}

function columnsOf(tap: string, table: string, signal: AbortSignal): Promise<Result<Table, ApiError>> {
  return tapWhole({
    tap,
    adql: `SELECT column_name, datatype, unit, ucd, description FROM tap_schema.columns WHERE table_name = ${adqlText(table)}`,
    format: plainVotable,
    maxrec: 5000,
    timeoutMs: 30_000,
    signal,
  })
}

type Caps = Pick<Offer, 'geometry' | 'formats' | 'defaultRows' | 'hardRows' | 'uploads'>
const noCapabilities: Caps = { geometry: new Set(), formats: [], defaultRows: null, hardRows: null, uploads: false }

async function readCapabilities(tap: string, signal: AbortSignal): Promise<Result<Caps, ApiError>> {
  const url = `${tap}/capabilities`
  const answer = await ask({ url, signal, timeoutMs: 30_000 })
  if (!answer.ok) return answer
  const doc = parseXml(await answer.value.text())
  if (doc === null) return { ok: false, error: { kind: 'malformed', url, message: 'the capabilities are not XML' } }
  return ok(capabilitiesOf(doc))
}

/** What a TAPRegExt capabilities document says of geometry, formats and limits. */
export function capabilitiesOf(doc: Document): Caps {
  const geometry = elements(doc, 'languageFeatures')
    .filter((list) => (list.getAttribute('type') ?? '').toLowerCase().endsWith('#features-adqlgeo'))
    .flatMap((list) => elements(list, 'form').map((form) => form.textContent.trim().replace(/\(.*$/u, '').toUpperCase()))
  const limits = elements(doc, 'outputLimit')[0]
  const rows = (kind: 'default' | 'hard'): number | null => {
    const text = limits === undefined ? null : textIn(limits, kind)
    return text === null || Number.isNaN(Number(text)) ? null : Number(text)
  }
  const formats = elements(doc, 'outputFormat').flatMap((f) => [...elements(f, 'mime'), ...elements(f, 'alias')].map((e) => e.textContent.trim()))
  return {
    geometry: new Set(geometry),
    formats,
    defaultRows: rows('default'),
    hardRows: rows('hard'),
    uploads: elements(doc, 'uploadMethod').length > 0,
  }
}

/** The table whose utype says ObsCore, else the one called ivoa.obscore. */
async function obscoreTable(tap: string, signal: AbortSignal): Promise<Result<string, ApiError>> {
  const found = await tapWhole({
    tap,
    adql: "SELECT table_name, utype FROM tap_schema.tables WHERE utype LIKE '%bscore%' OR utype LIKE '%bsCore%' OR table_name LIKE '%bscore%' OR table_name LIKE '%bsCore%'",
    format: plainVotable,
    maxrec: 1000,
    timeoutMs: 30_000,
    signal,
  })
  if (!found.ok) return found
  const table = found.value
  const names = Array.from({ length: table.length }, (_, row) => ({
    name: textOf(table, 'table_name', row) ?? '',
    utype: String(cellOf(table, 'utype', row) ?? '').toLowerCase(),
  }))
  const best =
    names.find((n) => n.name.toLowerCase() === standardName) ??
    names.find((n) => n.utype.includes('obscore')) ??
    names.find((n) => n.name.toLowerCase().endsWith('obscore'))
  if (best !== undefined) return ok(best.name)
  return {
    ok: false,
    error: {
      kind: 'protocol',
      url: tap,
      message: 'it has no ObsCore table (ivoa.obscore), so images cannot be searched here. Its other tables can be asked by ADQL.',
    },
  }
}

function lacksOf(has: ReadonlySet<string>, caps: Caps, capabilitiesRead: boolean): string[] {
  const lacks: string[] = []
  if (!capabilitiesRead) lacks.push('It tells no capabilities: limits and formats are unknown.')
  if (!has.has('s_region')) lacks.push('No s_region column: no footprints on the map; images are found by their centre.')
  else if (capabilitiesRead && caps.geometry.size > 0 && !caps.geometry.has('INTERSECTS'))
    lacks.push('No INTERSECTS: images are found by their centre, not by their footprint.')
  if (!has.has('lsst_band')) lacks.push('No band column: bands are told from the wavelengths (em_min, em_max).')
  if (!has.has('dataproduct_subtype')) lacks.push('No dataproduct_subtype: image types are told by calibration level.')
  if (!has.has('lsst_visit')) lacks.push('No visit column: exposures are found by obs_id.')
  return lacks
}
