import { barColours, clocks, firstView, gridColours, laneKinds, noFilter } from './night-view.ts'
import { placeCell } from './place-cell.ts'
import type { NightFilter, NightView, OrderScope, Place, TimeRange } from './night-view.ts'

/** Drawings of the page, in the order of their tabs. */
export const tabs = ['lanes', 'grid', 'order', 'table'] as const
export type Tab = (typeof tabs)[number]

/** What of a view a link brings along: what follows the pointer, it does not. */
type LinkedView = Omit<NightView, 'hover' | 'brush'>

/** A view as the address tells it. Each part that cannot be read is left as it is at first, and told in a sentence. */
export function viewOfAddress(params: URLSearchParams): {
  readonly view: LinkedView
  readonly tab: Tab
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const oneOf = <T extends string>(key: string, allowed: readonly T[], usual: T): T => {
    const text = params.get(key)
    if (text === null) return usual
    const found = allowed.find((a) => a === text)
    if (found === undefined) problems.push(`The link's ${key}=${clip(text)} is none of ${allowed.join(', ')}; ${usual} is shown.`)
    return found ?? usual
  }
  const read = <T>(key: string, from: (text: string) => T | null, what: string): T | null => {
    const text = params.get(key)
    const found = text === null ? null : from(text)
    if (text !== null && found === null) problems.push(`The link's ${key}=${clip(text)} is not ${what}; it is left out.`)
    return found
  }
  const tab = oneOf('tab', tabs, 'lanes')
  return {
    tab,
    problems,
    view: {
      range: read('t', rangeOf, 'two times (MJD, TAI) with a comma between, the earlier first'),
      selection: read('sel', placeOf, 'visit, detector and attempt with dots between'),
      barColour: oneOf('colour', barColours, firstView.barColour),
      lanesBy: oneOf('lanes', laneKinds, firstView.lanesBy),
      gridColour: oneOf('cells', gridColours, firstView.gridColour),
      order: read('order', orderOf, 'object:ID, or cell:ORDER/CELL (HEALPix, order 9 or finer)') ?? firstView.order,
      clock: oneOf('clock', clocks, firstView.clock),
      filter: filterOf(params),
      at: read('at', mjdOf, 'a time (MJD, TAI)'),
    },
  }
}

/** The same address with the view written into it; what is usual is left out, and what is not ours stays. */
export function withView(params: URLSearchParams, view: LinkedView, tab: Tab): URLSearchParams {
  const next = new URLSearchParams(params)
  const put = (key: string, text: string, usual = ''): void => (text === usual ? next.delete(key) : next.set(key, text))
  put('tab', tab, 'lanes')
  put('t', view.range === null ? '' : `${mjdText(view.range.from)},${mjdText(view.range.to)}`)
  put('sel', view.selection === null ? '' : placeText(view.selection))
  put('colour', view.barColour, firstView.barColour)
  put('lanes', view.lanesBy, firstView.lanesBy)
  put('cells', view.gridColour, firstView.gridColour)
  put('order', orderText(view.order))
  put('clock', view.clock, firstView.clock)
  put('at', view.at === null ? '' : mjdText(view.at))
  put('q', view.filter.question ?? '')
  put('bands', view.filter.bands.join('~'))
  put('status', view.filter.statuses.join('~'))
  put('reason', view.filter.reasons.join('~'))
  put('find', view.filter.text)
  return next
}

/** 'visit.detector.attempt'; what is not known is empty, and left out at the end. */
export function placeText(place: Place): string {
  return [place.visit ?? '', place.detector ?? '', place.attempt ?? ''].join('.').replace(/\.+$/u, '')
}

function placeOf(text: string): Place | null {
  const found = /^(\d{1,18})?(?:\.(\d{1,5})?(?:\.(\d{1,3}))?)?$/u.exec(text)
  if (found === null || text === '') return null
  const [, visit, detector, attempt] = found
  const place = {
    ...(visit === undefined ? {} : { visit: BigInt(visit) }),
    ...(detector === undefined ? {} : { detector: Number(detector) }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  }
  return Object.keys(place).length === 0 ? null : place
}

function rangeOf(text: string): TimeRange | null {
  const [from, to, more] = text.split(',').map(mjdOf)
  return from === undefined || from === null || to === undefined || to === null || more !== undefined || from >= to ? null : { from, to }
}

function mjdOf(text: string): number | null {
  const value = /^\d{1,6}(\.\d{1,12})?$/u.test(text) ? Number(text) : Number.NaN
  return value >= 0 && value < 200_000 ? value : null
}

/** Seven decimals of a day are 9 ms. */
function mjdText(mjd: number): string {
  return String(Number(mjd.toFixed(7)))
}

function orderOf(text: string): OrderScope | null {
  const object = /^object:(\d{1,19})$/u.exec(text)?.[1]
  if (object !== undefined) return { of: 'object', id: BigInt(object) }
  const cell = /^cell:(.*)$/u.exec(text)?.[1]
  return cell !== undefined && placeCell(cell).ok ? { of: 'cell', cell } : null
}

function orderText(order: OrderScope): string {
  return order.of === 'night' ? '' : order.of === 'object' ? `object:${order.id}` : `cell:${order.cell}`
}

function filterOf(params: URLSearchParams): NightFilter {
  const words = (key: string): readonly string[] => (params.get(key) ?? '').split('~').filter((w) => w !== '')
  return {
    ...noFilter,
    question: params.get('q'),
    bands: words('bands'),
    statuses: words('status'),
    reasons: words('reason'),
    text: params.get('find') ?? '',
  }
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
