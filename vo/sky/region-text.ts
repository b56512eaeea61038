import { fail, ok, unreachable } from '../result.ts'
import type { Result } from '../result.ts'
import { toIcrs } from './frames.ts'
import type { Frame } from './frames.ts'
import { Stop, buildShape, quote } from './region-shape.ts'
import { frameWords, ignoredWords, qualityWords, refusedWords, regionTokens } from './region-words.ts'
import type { RegionToken } from './region-words.ts'
import type { Region } from './region.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg } from './units.ts'

/** Longest region text that is read: 1 MB. */
export const maxRegionText = 1_000_000

const shapeWords = new Set(['CIRCLE', 'POLYGON', 'BOX', 'ELLIPSE', 'POSITION', 'RANGE', 'POSITIONINTERVAL', 'UNION', 'ALLSKY'])
const refusedShapes: Readonly<Record<string, string>> = {
  INTERSECTION: 'an intersection of shapes',
  DIFFERENCE: 'a difference of shapes',
  NOT: 'the complement of a shape',
  CONVEX: 'a shape of half-spaces',
  TIMEINTERVAL: 'a time',
  TIME: 'a time',
  STARTTIME: 'a time',
  STOPTIME: 'a time',
  SPECTRALINTERVAL: 'a spectral interval',
  SPECTRAL: 'a spectral coordinate',
  REDSHIFT: 'a redshift',
}
const known = 'CIRCLE ra dec radius, POLYGON ra1 dec1 ra2 dec2 ra3 dec3 …, RANGE ra1 ra2 dec1 dec2, BOX, ELLIPSE, POSITION, UNION'

interface Cursor {
  readonly text: string
  readonly tokens: readonly RegionToken[]
  next: number
  /** Open UNIONs round the place: at most maxNesting, so that a hostile text cannot exhaust the stack. */
  depth: number
}

const maxNesting = 16

/**
 * A region from text: SIA/SODA POS (`CIRCLE 10 20 0.5`, `RANGE 10 12 -5 5`, `POLYGON …`) or STC-S in its spellings: any case, a frame (ICRS, FK5, J2000,
 * FK4, B1950, GALACTIC, ECLIPTIC, UNKNOWNFrame), reference position and flavour words, brackets, commas, UNION or several shapes one after the other.
 * All numbers in deg. The keyword is needed: `10 20 0.5` alone is refused. Fails with the value, its place and what would be right.
 */
export function parseRegion(text: string): Result<Region> {
  if (text.length > maxRegionText) return fail(`The region text has ${text.length} characters: ${maxRegionText} is the limit`)
  const tokens = regionTokens(text)
  const first = tokens[0]
  if (first === undefined) return fail(`The region is empty: write ${known}`, 0)
  const cursor: Cursor = { text, tokens, next: 0, depth: 0 }
  try {
    const parts = readShapes(cursor, 'icrs', false)
    const [only] = parts
    return ok(parts.length === 1 && only !== undefined ? only : { kind: 'union', parts })
  } catch (e) {
    if (e instanceof Stop) return fail(e.message, e.at)
    throw e
  }
}

/** Shapes until the text or the bracket ends. */
function readShapes(c: Cursor, outer: Frame, inBrackets: boolean): readonly Region[] {
  const parts: Region[] = []
  for (;;) {
    const token = c.tokens[c.next]
    if (token === undefined) {
      if (inBrackets) throw new Stop(`")" is missing at the end of the UNION: ${quote(c.text)}`, c.text.length)
      break
    }
    if (token.text === ')') {
      if (!inBrackets) throw new Stop(`")" without "(" in ${quote(c.text)}`, token.at)
      c.next++
      break
    }
    const quality =
      qualityWords.has(token.upper) || (token.upper === 'POSITION' && parts.length > 0 && isBareNumber(c.tokens[c.next + 1]) && !inBrackets)
    if (quality && parts.length > 0) skipQuality(c)
    else parts.push(readShape(c, outer))
  }
  if (parts.length === 0) throw new Stop(`UNION has no shapes in ${quote(c.text)}: write UNION (CIRCLE … POLYGON …)`, c.tokens[c.next - 1]?.at ?? 0)
  return parts
}

function isBareNumber(token: RegionToken | undefined): boolean {
  return token !== undefined && token.value !== null
}

function skipQuality(c: Cursor): void {
  const word = c.tokens[c.next++]
  if (word?.upper === 'UNIT') {
    const unit = c.tokens[c.next++]
    if (unit?.upper !== 'DEG') throw new Stop(`unit ${quote(unit?.text ?? '')} is not understood: regions are in deg`, unit?.at ?? word.at)
    if (c.tokens[c.next]?.upper === 'DEG') c.next++
    return
  }
  if (word?.upper === 'EPOCH') c.next++
  else while (isBareNumber(c.tokens[c.next])) c.next++
}

function readShape(c: Cursor, outer: Frame): Region {
  const word = c.tokens[c.next]
  if (word === undefined) throw new Stop(`A shape is missing in ${quote(c.text)}`, c.text.length)
  const refused = refusedShapes[word.upper]
  if (refused !== undefined) throw new Stop(`${word.text} (${refused}) is not understood here: write ${known}`, word.at)
  if (!shapeWords.has(word.upper)) {
    const what = word.value === null ? `${quote(word.text)} is not a shape` : `A shape's name is missing before ${quote(word.text)}`
    throw new Stop(`${what}: write ${known}`, word.at)
  }
  c.next++
  const frame = readFrame(c, outer)
  if (word.upper === 'UNION') return readUnion(c, frame)
  if (word.upper === 'ALLSKY') return { kind: 'circle', center: toIcrs('icrs', 0, 0), radius: deg(180) }
  const numbers: RegionToken[] = []
  for (let t = c.tokens[c.next]; t !== undefined && t.value !== null; t = c.tokens[++c.next]) numbers.push(t)
  const bracket = c.tokens[c.next]
  if (bracket?.text === '(') throw new Stop(`"(" is not expected after ${word.text}: write ${word.text} and its numbers without brackets`, bracket.at)
  return buildShape({ word, numbers, frame, text: c.text })
}

function readFrame(c: Cursor, outer: Frame): Frame {
  let frame = outer
  for (let t = c.tokens[c.next]; t !== undefined; t = c.tokens[++c.next]) {
    const known = frameWords[t.upper]
    const refused = refusedWords[t.upper]
    if (refused !== undefined) throw new Stop(`${t.text}: ${refused}`, t.at)
    if (known !== undefined) frame = known
    else if (t.upper === 'FILLFACTOR') c.next++
    else if (!ignoredWords.has(t.upper)) break
  }
  return frame
}

function readUnion(c: Cursor, frame: Frame): Region {
  const bracket = c.tokens[c.next]?.text === '('
  if (bracket) c.next++
  if (++c.depth > maxNesting) throw new Stop(`UNIONs are nested more than ${maxNesting} deep: ${quote(c.text)}`, c.tokens[c.next - 1]?.at ?? 0)
  const parts = readShapes(c, frame, bracket)
  c.depth--
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind: 'union', parts }
}

function pair(p: SkyPos): string {
  return `${p.ra} ${p.dec}`
}

/** STC-S text of a region in ICRS, e.g. `POLYGON ICRS 10 20 11 20 11 21`: numbers keep every digit, so parseRegion gives the region back. */
export function formatStcs(region: Region): string {
  switch (region.kind) {
    case 'point':
      return `POSITION ICRS ${pair(region.at)}`
    case 'circle':
      return `CIRCLE ICRS ${pair(region.center)} ${region.radius}`
    case 'polygon':
      return `POLYGON ICRS ${region.vertices.map(pair).join(' ')}`
    case 'range':
      return `POSITIONINTERVAL ICRS ${region.raMin} ${region.decMin} ${region.raMax} ${region.decMax}`
    case 'union':
      return `UNION ICRS (${region.parts.map((p) => formatStcs(p).replaceAll(' ICRS', '')).join(' ')})`
    default:
      return unreachable(region)
  }
}

/** The region as SIA/SODA POS values: one text for a simple shape (a point becomes a circle of radius 0), one per part of a union. */
export function formatPosList(region: Region): readonly string[] {
  switch (region.kind) {
    case 'point':
      return [`CIRCLE ${pair(region.at)} 0`]
    case 'circle':
      return [`CIRCLE ${pair(region.center)} ${region.radius}`]
    case 'polygon':
      return [`POLYGON ${region.vertices.map(pair).join(' ')}`]
    case 'range':
      return [`RANGE ${region.raMin} ${region.raMax} ${region.decMin} ${region.decMax}`]
    case 'union':
      return region.parts.flatMap(formatPosList)
    default:
      return unreachable(region)
  }
}

/** The region as one SIA/SODA POS value; a union, which POS cannot say, comes as its parts one after the other (parseRegion reads it back). */
export function formatPos(region: Region): string {
  return formatPosList(region).join(' ')
}
