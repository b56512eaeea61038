import { fail, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { toIcrs } from './frames.ts'
import type { Frame } from './frames.ts'
import { frameWords } from './region-words.ts'
import type { SkyPos } from './sky-pos.ts'

const how = 'write decimal degrees (10.68 41.27), sexagesimal (00:42:44.3 +41:16:09) or galactic (121.17 -21.57 gal)'
const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`
const plain = String.raw`\d+(?:\.\d*)?`
const separator = String.raw`\s*[,;\s]\s*`
const degreeMark = String.raw`\s*(?:d|deg|degrees|°)?`
const decimalPair = new RegExp(String.raw`^(${number})${degreeMark}(?:${separator}|(?=[-+]))(${number})${degreeMark}$`, 'iu')
const glued = new RegExp(String.raw`^g(${plain})([-+]${plain})$`, 'iu')
const colons = String.raw`([-+]?)(\d+):(${plain})(?::(${plain}))?`
const colonPair = new RegExp(String.raw`^${colons}(?:${separator}|(?=[-+]))${colons}$`, 'iu')
const blanks = new RegExp(String.raw`^([-+]?)(\d+)\s+(\d+)\s+(${plain})${separator}([-+]?)(\d+)\s+(\d+)\s+(${plain})$`, 'u')
const shortBlanks = new RegExp(String.raw`^([-+]?)(\d+)\s+(${plain})${separator}([-+])(\d+)\s+(${plain})$`, 'u')
const minuteMark = String.raw`\s*(?:m|min|arcmin|'|′|’)\s*`
const secondMark = String.raw`\s*(?:s|sec|arcsec|"|″|”|'')?`
const letters = (mark: string): string => String.raw`([-+]?)(${plain})\s*(?:${mark})\s*(?:(${plain})${minuteMark}(?:(${plain})${secondMark})?)?`
const letterPair = new RegExp(String.raw`^${letters('h|hr|hours?')}\s*[,;]?\s*${letters('d|deg|°|º')}$`, 'iu')
const degreeLetterPair = new RegExp(String.raw`^${letters('d|deg|°|º')}\s*[,;]?\s*${letters('d|deg|°|º')}$`, 'iu')

/**
 * A position that a person typed, as ICRS: a decimal pair in degrees; sexagesimal with colons, blanks or h m s / d m s (ra in hours; in degrees when it is
 * marked d); galactic as `l b gal`, `GAL l b` or `G0.0+0.0`; a frame word (ICRS, J2000, FK5, B1950, FK4, GAL, ECLIPTIC) before or after. Names are not positions.
 */
export function parsePosition(text: string): Result<SkyPos> {
  const tidy = text.replaceAll(/[−–]/gu, '-').trim()
  if (tidy === '') return fail(`A position is missing: ${how}`, 0)
  if (tidy.length > 200) return fail(`The position has ${tidy.length} characters: ${how}`, 0)
  const stuck = glued.exec(tidy)
  if (stuck !== null) return checked(text, 'galactic', Number(stuck[1]), Number(stuck[2]))
  const { frame, body } = splitFrame(tidy)
  const found = readPair(body, frame)
  if (found === null) {
    if (new RegExp(`^${number}${degreeMark}$`, 'iu').test(body))
      return fail(`${JSON.stringify(text)} is one number: the declination is missing; ${how}`, text.length)
    return fail(`${JSON.stringify(text)} is not a position: ${how}`, 0)
  }
  if (typeof found === 'string') return fail(`${found} in ${JSON.stringify(text)}`, 0)
  return checked(text, frame, found.lon, found.lat)
}

function splitFrame(tidy: string): { readonly frame: Frame; readonly body: string } {
  const words = tidy.split(/\s+/u)
  const first = frameWords[(words[0] ?? '').replace(/:$/u, '').toUpperCase()]
  const last = frameWords[(words.at(-1) ?? '').toUpperCase()]
  const parenthesised = frameWords[(words.at(-1) ?? '').replaceAll(/[()]/gu, '').toUpperCase()]
  if (first !== undefined && words.length > 1) return { frame: first, body: words.slice(1).join(' ') }
  if (last !== undefined && words.length > 1) return { frame: last, body: words.slice(0, -1).join(' ') }
  if (parenthesised !== undefined && words.length > 1) return { frame: parenthesised, body: words.slice(0, -1).join(' ') }
  return { frame: 'icrs', body: tidy }
}

/** Degrees of both axes, a sentence for a sexagesimal value that cannot be, or null for another spelling. */
function readPair(body: string, frame: Frame): { readonly lon: number; readonly lat: number } | string | null {
  const decimal = decimalPair.exec(body)
  if (decimal !== null) return { lon: Number(decimal[1]), lat: Number(decimal[2]) }
  const hoursFirst = frame === 'galactic' || frame === 'ecliptic' ? 1 : 15
  const colon = colonPair.exec(body) ?? blanks.exec(body)
  if (colon !== null) return sexagesimalPair(colon.slice(1), hoursFirst)
  const short = shortBlanks.exec(body)
  if (short !== null) return sexagesimalPair([short[1], short[2], short[3], undefined, short[4], short[5], short[6], undefined], hoursFirst)
  const inHours = letterPair.exec(body)
  if (inHours !== null) return sexagesimalPair(inHours.slice(1), 15)
  const inDegrees = degreeLetterPair.exec(body)
  if (inDegrees !== null) return sexagesimalPair(inDegrees.slice(1), 1)
  return null
}

function sexagesimalPair(g: readonly (string | undefined)[], lonUnit: 1 | 15): { readonly lon: number; readonly lat: number } | string {
  for (const i of [2, 3, 6, 7]) {
    const v = g[i]
    if (v !== undefined && Number(v) >= 60) return `${i % 4 === 2 ? 'minutes' : 'seconds'} ${v} must be below 60`
  }
  if (lonUnit === 15 && Number(g[1]) > 24) return `right ascension ${g[1]} is more than 24 hours (for degrees write ${g[1]}d…)`
  const value = (at: number): number => (g[at] === '-' ? -1 : 1) * (Number(g[at + 1]) + Number(g[at + 2] ?? 0) / 60 + Number(g[at + 3] ?? 0) / 3600)
  return { lon: value(0) * lonUnit, lat: value(4) }
}

function checked(text: string, frame: Frame, lon: number, lat: number): Result<SkyPos> {
  const [lonName, latName] = frame === 'galactic' || frame === 'ecliptic' ? ['longitude', 'latitude'] : ['right ascension', 'declination']
  if (!(lon >= -360 && lon <= 360)) return fail(`${lonName} ${lon} is outside [0, 360] degrees in ${JSON.stringify(text)}`, 0)
  if (!(lat >= -90 && lat <= 90)) return fail(`${latName} ${lat} is outside [-90, 90] degrees in ${JSON.stringify(text)}`, 0)
  return ok(toIcrs(frame, lon, lat))
}
