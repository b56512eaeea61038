import { parseAngle } from '../../../vo/sky/angle.ts'
import { parsePosition } from '../../../vo/sky/parse-position.ts'
import { formatPos, parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Deg } from '../../../vo/sky/units.ts'
import { unreachable } from '../../../vo/result.ts'

/** What the form holds, as text: exactly what the address carries. Empty = not asked. */
export interface SearchForm {
  /** A position, an object's name, or a region ('POLYGON …', 'CIRCLE …'). */
  readonly position: string
  readonly radius: string
  /** 'from/to' ISO or MJD, either may be empty. */
  readonly time: string
  /** Comma-separated. */
  readonly band: string
  readonly instrument: string
  readonly type: string
  /** Seconds, 'min/max'. */
  readonly exposure: string
  /** Visit number, observation id or publisher DID. */
  readonly id: string
}

export const emptyForm: SearchForm = { position: '', radius: '', time: '', band: '', instrument: '', type: '', exposure: '', id: '' }

/** The address's names of the form's fields. */
const keys: Readonly<Record<keyof SearchForm, string>> = {
  position: 'pos',
  radius: 'r',
  time: 't',
  band: 'band',
  instrument: 'inst',
  type: 'type',
  exposure: 'exp',
  id: 'id',
}

export function formOf(params: URLSearchParams): SearchForm {
  return { ...emptyForm, ...Object.fromEntries(Object.entries(keys).map(([field, key]) => [field, params.get(key) ?? ''])) }
}

/** Writes the form into the address; what is empty is left out. */
export function withForm(params: URLSearchParams, form: SearchForm): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [field, key] of Object.entries(keys) as [keyof SearchForm, string][]) {
    if (form[field].trim() === '') next.delete(key)
    else next.set(key, form[field].trim())
  }
  return next
}

export function isEmpty(form: SearchForm): boolean {
  return Object.values(form).every((v: string) => v.trim() === '')
}

/** A sentence about one field of the form that cannot be read. */
export interface FieldProblem {
  readonly field: keyof SearchForm
  readonly message: string
}

/** Where a search looks: anywhere, a region, around a name that must be asked for first; or what is wrong. */
export type Place =
  | { readonly kind: 'anywhere' }
  | { readonly kind: 'region'; readonly region: Region }
  | { readonly kind: 'name'; readonly name: string; readonly radius: Deg }
  | { readonly kind: 'wrong'; readonly problem: FieldProblem }

/** Radius where none is given, deg. */
export const defaultRadius = deg(0.1)

const wrong = (field: keyof SearchForm, message: string): Place => ({ kind: 'wrong', problem: { field, message } })

/** Reads position and radius. Numbers that are no position, and shapes that are wrong, are told; any other text is a name. */
export function placeOf(form: Pick<SearchForm, 'position' | 'radius'>): Place {
  const text = form.position.trim()
  if (text === '') return { kind: 'anywhere' }
  if (/^(circle|polygon|box|range|ellipse|union|position|convex)\b/iu.test(text)) {
    const region = parseRegion(text)
    return region.ok ? { kind: 'region', region: region.value } : wrong('position', region.error.message)
  }
  const radius = form.radius.trim() === '' ? ({ ok: true, value: defaultRadius } as const) : parseAngle(form.radius)
  if (!radius.ok) return wrong('radius', radius.error.message)
  if (radius.value < 0 || radius.value > 180) return wrong('radius', `The radius ${form.radius} is outside 0° to 180°.`)
  const position = parsePosition(text)
  if (position.ok) return { kind: 'region', region: circleAt(position.value, radius.value) }
  const numbers = /^[-+]?[\d.]/u.test(text) && !/[a-z]{4,}/iu.test(text)
  return numbers ? wrong('position', position.error.message) : { kind: 'name', name: text, radius: radius.value }
}

/** The circle about a position; radius 0 is the point itself. */
export function circleAt(center: SkyPos, radius: Deg): Region {
  return radius === 0 ? { kind: 'point', at: center } : { kind: 'circle', center, radius }
}

/** A region rounded to what an address should carry: 1e-5 deg. */
export function roundedRegion(region: Region): Region {
  const r = (x: number): number => Number(x.toFixed(5))
  switch (region.kind) {
    case 'circle':
      return { kind: 'circle', center: skyPos(r(region.center.ra), r(region.center.dec)), radius: deg(r(region.radius)) }
    case 'polygon':
      return { kind: 'polygon', vertices: region.vertices.map((v) => skyPos(r(v.ra), r(v.dec))) }
    case 'range':
      return { kind: 'range', raMin: deg(r(region.raMin)), raMax: deg(r(region.raMax)), decMin: deg(r(region.decMin)), decMax: deg(r(region.decMax)) }
    case 'point':
    case 'union':
      return region
    default:
      return unreachable(region)
  }
}

/** The form's position and radius for a drawn region. */
export function formFor(region: Region): Pick<SearchForm, 'position' | 'radius'> {
  const shape = roundedRegion(region)
  return shape.kind === 'circle'
    ? { position: `${shape.center.ra} ${shape.center.dec}`, radius: String(shape.radius) }
    : { position: formatPos(shape), radius: '' }
}
