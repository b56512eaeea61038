import { boxCorners, ellipseCorners } from './box.ts'
import { toIcrs } from './frames.ts'
import type { Frame } from './frames.ts'
import type { RegionToken } from './region-words.ts'
import type { Region } from './region.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg } from './units.ts'

/** What stops the reading of one region; caught in parseRegion (region-text.ts) and nowhere else. */
export class Stop extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** A text in quotes, cut to 120 characters, for messages. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}…` : text)
}

/** One shape as read: its keyword, the numbers after it, and the frame they are in. */
export interface RawShape {
  readonly word: RegionToken
  readonly numbers: readonly RegionToken[]
  readonly frame: Frame
  readonly text: string
}

function written(s: RawShape): string {
  return quote([s.word.text, ...s.numbers.map((n) => n.text)].join(' '))
}

function need(s: RawShape, count: number, names: string): void {
  if (s.numbers.length !== count)
    throw new Stop(`${s.word.upper} needs ${count} numbers (${names}), found ${s.numbers.length}: ${written(s)}`, s.numbers[count]?.at ?? s.word.at)
}

/** The i-th number; finite and within [low, high], else the reading stops there. */
function num(s: RawShape, i: number, name: string, low: number, high: number): number {
  const token = s.numbers[i]
  const value = token?.value ?? NaN
  if (!(value >= low && value <= high))
    throw new Stop(`${name} ${token?.text ?? ''} is outside [${low}, ${high}] degrees in ${written(s)}`, token?.at ?? s.word.at)
  return value
}

// Longitudes are asked to be in [0, 360]; half a turn more is taken, since shapes across 0 are often written that way.
function pos(s: RawShape, i: number): SkyPos {
  const sky = s.frame === 'icrs' || s.frame === 'fk4' || s.frame === 'fk5'
  const lon = num(s, i, sky ? 'ra' : 'longitude', -180, 540)
  return toIcrs(s.frame, lon, num(s, i + 1, sky ? 'dec' : 'latitude', -90, 90))
}

/** The region that one shape's numbers make, in ICRS. Throws Stop where they cannot. */
export function buildShape(s: RawShape): Region {
  switch (s.word.upper) {
    case 'POSITION':
      need(s, 2, 'ra dec')
      return { kind: 'point', at: pos(s, 0) }
    case 'CIRCLE':
      need(s, 3, 'ra dec radius')
      return { kind: 'circle', center: pos(s, 0), radius: deg(num(s, 2, 'radius', 0, 180)) }
    case 'POLYGON':
      return buildPolygon(s)
    case 'BOX':
      return buildBox(s)
    case 'ELLIPSE':
      return buildEllipse(s)
    default:
      return buildRange(s)
  }
}

function buildPolygon(s: RawShape): Region {
  const n = s.numbers.length
  if (n % 2 === 1) throw new Stop(`POLYGON needs pairs of numbers (ra dec), found ${n} numbers: ${written(s)}`, s.numbers[n - 1]?.at ?? s.word.at)
  if (n < 6) throw new Stop(`POLYGON needs at least 3 vertices (ra1 dec1 ra2 dec2 ra3 dec3), found ${n / 2}: ${written(s)}`, s.word.at)
  const vertices: SkyPos[] = []
  for (let i = 0; i < n; i += 2) vertices.push(pos(s, i))
  const [first] = vertices
  const last = vertices.at(-1)
  if (vertices.length > 3 && first !== undefined && last !== undefined && first.ra === last.ra && first.dec === last.dec) vertices.pop()
  return { kind: 'polygon', vertices }
}

function buildBox(s: RawShape): Region {
  need(s, 4, 'ra dec width height')
  const [w, h] = [num(s, 2, 'width', 0, 179.999), num(s, 3, 'height', 0, 179.999)]
  if (w === 0 || h === 0) throw new Stop(`BOX needs a width and a height above 0: ${written(s)}`, s.numbers[w === 0 ? 2 : 3]?.at ?? s.word.at)
  pos(s, 0)
  // the box is built in its own frame, where its sides are parallel to the axes
  const inFrame = boxCorners(toIcrs('icrs', s.numbers[0]?.value ?? 0, s.numbers[1]?.value ?? 0), w, h)
  return { kind: 'polygon', vertices: inFrame.map((v) => toIcrs(s.frame, v.ra, v.dec)) }
}

function buildEllipse(s: RawShape): Region {
  need(s, 5, 'ra dec semi-major semi-minor position-angle')
  const [a, b] = [num(s, 2, 'semi-major axis', 0, 89), num(s, 3, 'semi-minor axis', 0, 89)]
  if (a === 0 || b === 0) throw new Stop(`ELLIPSE needs axes above 0: ${written(s)}`, s.numbers[a === 0 ? 2 : 3]?.at ?? s.word.at)
  pos(s, 0)
  const inFrame = ellipseCorners(toIcrs('icrs', s.numbers[0]?.value ?? 0, s.numbers[1]?.value ?? 0), a, b, num(s, 4, 'position angle', -360, 360))
  return { kind: 'polygon', vertices: inFrame.map((v) => toIcrs(s.frame, v.ra, v.dec)) }
}

/** RANGE ra1 ra2 dec1 dec2 (SIA); PositionInterval lon1 lat1 lon2 lat2 (STC-S). Infinite limits mean the whole axis. */
function buildRange(s: RawShape): Region {
  const interval = s.word.upper === 'POSITIONINTERVAL'
  need(s, 4, interval ? 'ra1 dec1 ra2 dec2' : 'ra1 ra2 dec1 dec2')
  if (s.frame !== 'icrs') throw new Stop(`${s.word.text} is understood in ICRS only: write a POLYGON in other frames`, s.word.at)
  const value = (i: number, name: string, low: number, high: number, open: number): number => {
    const v = s.numbers[i]?.value
    return v === -Infinity || v === Infinity
      ? v === Math.sign(open) * Infinity || open === 0
        ? open
        : num(s, i, name, low, high)
      : num(s, i, name, low, high)
  }
  const [iRa2, iDec1] = interval ? [2, 1] : [1, 2]
  const raMin = value(0, 'ra', -180, 540, 0)
  const raMax = value(iRa2, 'ra', -180, 540, 360)
  const decMin = value(iDec1, 'dec', -90, 90, -90)
  const decMax = value(3, 'dec', -90, 90, 90)
  if (decMin > decMax)
    throw new Stop(`${s.word.upper}: the lower dec ${decMin} is above the upper dec ${decMax} in ${written(s)}`, s.numbers[iDec1]?.at ?? s.word.at)
  return skyRange(raMin, raMax, decMin, decMax)
}

function oneTurn(x: number): number {
  return x < 0 ? x + 360 : x > 360 ? x - 360 : x
}

/** A coordinate range from limits in deg: ra of any turn is brought to [0, 360] (a full turn or more becomes 0 to 360), raMin > raMax wraps. */
export function skyRange(raMin: number, raMax: number, decMin: number, decMax: number): Region {
  const dec = { decMin: deg(decMin), decMax: deg(decMax) }
  if (raMax - raMin >= 360) return { kind: 'range', raMin: deg(0), raMax: deg(360), ...dec }
  return { kind: 'range', raMin: deg(oneTurn(raMin)), raMax: deg(oneTurn(raMax)), ...dec }
}
