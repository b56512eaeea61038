import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Deg } from '../../../vo/sky/units.ts'
import { projections } from '../../engine/sky/view-model.ts'
import type { ProjectionName } from '../../engine/sky/view-model.ts'

/** How the result is looked at; the form itself is in search-state.ts. All of it is in the address. */
export interface Looks {
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  /** Column names; empty = the usual ones. */
  readonly columns: readonly string[]
  /** Publisher DIDs. */
  readonly selection: ReadonlySet<string>
  /** Where the map looks, if the user moved it from the result. */
  readonly view: { readonly center: SkyPos; readonly fov: Deg } | null
  readonly projection: ProjectionName
  readonly grid: boolean
  readonly density: boolean
  /** Which overlay map is shown: its place in config.json; -1 = none. */
  readonly overlay: number
  readonly baseMap: number
  readonly maxRows: number
  /** Parts of the address that could not be read, a sentence each. */
  readonly problems: readonly string[]
}

/** Most selected images that an address carries: longer ones are cut by mail programs and servers. */
export const maxSelectionInUrl = 40
/** Rows that one search brings at most, unless the address says another number (max=); more are said, not hidden. */
export const defaultMaxRows = 50_000

/** Row limits on offer. */
export const rowLimits = [1000, 10_000, 50_000, 200_000] as const

export function looksOf(params: URLSearchParams): Looks {
  const problems: string[] = []
  const sort = params.get('sort') ?? ''
  const projection = params.get('proj') ?? 'SIN'
  const known = projection in projections
  if (!known) problems.push(`The link's proj=${clip(projection)} is no projection (${Object.keys(projections).join(', ')}); SIN is shown.`)
  const max = params.get('max')
  const maxRows = max === null ? defaultMaxRows : Number(max)
  const maxIsGood = Number.isInteger(maxRows) && maxRows >= 1 && maxRows <= 200_000
  if (!maxIsGood)
    problems.push(`The link's max=${clip(max ?? '')} is no number of rows from 1 to 200,000; ${defaultMaxRows.toLocaleString('en')} are asked for.`)
  return {
    sort: sort === '' ? null : { column: sort.replace(/^-/u, ''), descending: sort.startsWith('-') },
    columns: words(params.get('cols'), ','),
    selection: new Set(words(params.get('sel'), '~')),
    view: viewOf(params.get('view'), problems),
    projection: known ? (projection as ProjectionName) : 'SIN',
    grid: params.get('grid') === '1',
    overlay: params.get('over') === 'none' ? -1 : whole(params.get('over')),
    baseMap: whole(params.get('base')),
    density: params.get('density') !== '0',
    maxRows: maxIsGood ? maxRows : defaultMaxRows,
    problems,
  }
}

/** A view as the address writes it: 'ra,dec,fov', degrees. */
export function viewText(view: { readonly center: SkyPos; readonly fov: number }): string {
  const digits = Math.max(2, Math.min(7, Math.ceil(3 - Math.log10(view.fov))))
  return `${view.center.ra.toFixed(digits)},${view.center.dec.toFixed(digits)},${Number(view.fov.toPrecision(4))}`
}

function whole(text: string | null): number {
  return text !== null && /^\d{1,2}$/u.test(text) ? Number(text) : 0
}

function viewOf(text: string | null, problems: string[]): Looks['view'] {
  if (text === null) return null
  const [ra, dec, fov, more] = text.split(',').map(Number)
  if (
    ra === undefined ||
    dec === undefined ||
    fov === undefined ||
    more !== undefined ||
    !Number.isFinite(ra) ||
    !(Math.abs(dec) <= 90) ||
    !(fov > 0 && fov <= 360)
  ) {
    problems.push(`The link's view=${clip(text)} is not right ascension, declination and width in degrees; the whole result is shown.`)
    return null
  }
  return { center: skyPos(ra, dec), fov: deg(Math.min(180, fov)) }
}

function words(text: string | null, by: string): readonly string[] {
  return (text ?? '').split(by).filter((w) => w !== '')
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
