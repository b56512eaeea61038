import { fail, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { deepestOrder } from './healpix.ts'
import { mocCells, mocOfRanges, shiftOf } from './moc.ts'
import type { Moc } from './moc.ts'

/** Cells by order, ascending in each. */
function byOrder(moc: Moc): ReadonlyMap<number, readonly bigint[]> {
  const map = new Map<number, bigint[]>()
  for (const [order, cell] of mocCells(moc)) {
    const list = map.get(order)
    if (list === undefined) map.set(order, [cell])
    else list.push(cell)
  }
  return new Map([...map].sort((a, b) => a[0] - b[0]))
}

/** ASCII serialisation of MOC 2.0: `5/1-3,7 6/32`; ends with `8/` when its order is deeper than any cell. */
export function formatMocAscii(moc: Moc): string {
  const parts: string[] = []
  let deepest = -1
  for (const [order, cells] of byOrder(moc)) {
    const runs: string[] = []
    for (let i = 0; i < cells.length;) {
      const first = cells[i]!
      let last = first
      while (++i < cells.length && cells[i] === last + 1n) last = cells[i]!
      runs.push(last === first ? String(first) : `${first}-${last}`)
    }
    parts.push(`${order}/${runs.join(',')}`)
    deepest = order
  }
  if (deepest < moc.order) parts.push(`${moc.order}/`)
  return parts.join(' ')
}

/** JSON serialisation: {"5":[1,2,3,7],"6":[32]}. Cells of orders above 24 pass 2^53: read them with parseMoc, not JSON.parse. */
export function formatMocJson(moc: Moc): string {
  const lists = byOrder(moc)
  const parts = [...lists].map(([order, cells]) => `"${order}":[${cells.join(',')}]`)
  if (!lists.has(moc.order)) parts.push(`"${moc.order}":[]`)
  return `{${parts.join(',')}}`
}

const asciiToken = /\s*(?:(\d+)\s*\/|(\d+)\s*-\s*(\d+)|(\d+))\s*[,;]?/uy
const jsonToken = /\s*(?:"(\d+)"\s*:\s*\[|(\d+)\s*|([\],{}]))/uy
const prefix = /^\s*s(?=\d+\/)/u

/** A MOC from its ASCII (`5/1-3 6/32`, also over lines, with or without the leading s of MOC 2.0) or JSON form. Fails with the place of what is wrong. */
export function parseMoc(text: string): Result<Moc> {
  if (text.trim() === '') return fail('The MOC is empty: write order/cells, e.g. 5/1-3,7 6/32', 0)
  return text.trimStart().startsWith('{') ? parseJson(text) : parseAscii(text)
}

class Collector {
  readonly pairs: (readonly [bigint, bigint])[] = []
  order = -1
  deepest = 0

  /** Why the order cannot be, or null. */
  setOrder(word: string): string | null {
    const order = Number(word)
    if (order > deepestOrder) return `MOC order ${word} is above ${deepestOrder}`
    this.order = order
    this.deepest = Math.max(this.deepest, order)
    return null
  }

  /** Why the cells cannot be, or null. */
  add(first: string, last: string): string | null {
    if (this.order < 0) return `the order is missing before cell ${first}: write order/cells, e.g. 5/1-3,7 6/32`
    if (first.length > 20 || last.length > 20) return `cell ${first.slice(0, 20)}… does not exist at order ${this.order}`
    const [lo, hi] = [BigInt(first), BigInt(last)]
    const count = 12n << BigInt(2 * this.order)
    if (hi >= count) return `cell ${last} does not exist at order ${this.order}: 0 to ${count - 1n}`
    if (lo > hi) return `cells ${first}-${last} are in the wrong order`
    const shift = shiftOf(this.order)
    this.pairs.push([lo << shift, (hi + 1n) << shift])
    return null
  }

  done(): Result<Moc> {
    return ok(mocOfRanges(this.deepest, this.pairs))
  }
}

function parseAscii(text: string): Result<Moc> {
  const all = new Collector()
  const end = text.trimEnd().length
  let at = prefix.exec(text)?.[0].length ?? 0
  while (at < end) {
    asciiToken.lastIndex = at
    const m = asciiToken.exec(text)
    if (m === null) return fail(`The MOC cannot be read at ${JSON.stringify(text.slice(at, at + 20))}: write order/cells, e.g. 5/1-3,7 6/32`, at)
    const [, order, first, last, single] = m
    const wrong = order !== undefined ? all.setOrder(order) : all.add(first ?? single ?? '', last ?? single ?? '')
    if (wrong !== null) return fail(`The MOC is wrong: ${wrong}`, at)
    at = asciiToken.lastIndex
  }
  return all.done()
}

function parseJson(text: string): Result<Moc> {
  const all = new Collector()
  const end = text.trimEnd().length
  let at = 0
  let depth = 0
  while (at < end) {
    jsonToken.lastIndex = at
    const m = jsonToken.exec(text)
    if (m === null) return fail(`The MOC cannot be read at ${JSON.stringify(text.slice(at, at + 20))}: write {"5":[1,2,3],"6":[32]}`, at)
    const [, order, cell, mark] = m
    let wrong: string | null = null
    if (order !== undefined) {
      wrong = all.setOrder(order)
      depth++
    } else if (cell !== undefined) wrong = all.add(cell, cell)
    else if (mark === '{') depth++
    else if (mark === ']' || mark === '}') depth--
    if (wrong !== null) return fail(`The MOC is wrong: ${wrong}`, at)
    at = jsonToken.lastIndex
  }
  return depth === 0 ? all.done() : fail('The MOC ends too early: a bracket is missing', end)
}
