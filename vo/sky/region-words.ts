import type { Frame } from './frames.ts'

/** A word, number or bracket of a region text, with its 0-based offset. */
export interface RegionToken {
  readonly text: string
  readonly upper: string
  readonly at: number
  /** null for what is not a number. */
  readonly value: number | null
}

const tokenPattern = /[()]|[^\s,()]+/gu
const numberPattern = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/u
const infinities: Readonly<Record<string, number>> = { INF: Infinity, '+INF': Infinity, '-INF': -Infinity }

/** Splits a region text at blanks, commas and brackets. */
export function regionTokens(text: string): readonly RegionToken[] {
  return Array.from(text.replaceAll('−', '-').matchAll(tokenPattern), (m) => {
    const upper = m[0].toUpperCase()
    const value = numberPattern.test(m[0]) ? Number(m[0]) : (infinities[upper] ?? null)
    return { text: m[0], upper, at: m.index, value }
  })
}

/** STC-S and its relatives' words for a frame. J2000 and FK5 are read as ICRS: they differ by 20 mas, less than such texts mean. */
export const frameWords: Readonly<Record<string, Frame>> = {
  ICRS: 'icrs',
  FK5: 'icrs',
  J2000: 'icrs',
  'J2000.0': 'icrs',
  ECLIPTIC: 'ecliptic',
  FK4: 'fk4',
  B1950: 'fk4',
  'B1950.0': 'fk4',
  GALACTIC: 'galactic',
  GALACTIC_II: 'galactic',
  GAL: 'galactic',
  GALACTIC2: 'galactic',
  UNKNOWNFRAME: 'icrs',
  EQUATORIAL: 'icrs',
}

/** STC-S reference positions and coordinate flavours that do not change a direction. */
export const ignoredWords: ReadonlySet<string> = new Set([
  'GEOCENTER',
  'BARYCENTER',
  'HELIOCENTER',
  'TOPOCENTER',
  'GALACTIC_CENTER',
  'LOCAL_GROUP_CENTER',
  'EMBARYCENTER',
  'MOON',
  'MERCURY',
  'VENUS',
  'MARS',
  'JUPITER',
  'SATURN',
  'URANUS',
  'NEPTUNE',
  'PLUTO',
  'LSR',
  'LSRK',
  'LSRD',
  'RELOCATABLE',
  'UNKNOWNREFPOS',
  'UNKNOWN',
  'SPHERICAL2',
  'SPHERICAL',
])

/** STC-S flavours and frames that are no direction on the sky, or not one that can be known without time and place. */
export const refusedWords: Readonly<Record<string, string>> = {
  CARTESIAN1: 'cartesian coordinates are not directions on the sky',
  CARTESIAN2: 'cartesian coordinates are not directions on the sky',
  CARTESIAN3: 'cartesian coordinates are not directions on the sky',
  CART1: 'cartesian coordinates are not directions on the sky',
  CART2: 'cartesian coordinates are not directions on the sky',
  CART3: 'cartesian coordinates are not directions on the sky',
  SPHERICAL3: 'only two coordinates (longitude, latitude) are understood',
  UNITSPHERE: 'unit-sphere vectors are not understood: give longitude and latitude in degrees',
  GEO_C: 'coordinates on the Earth are not directions on the sky',
  GEO_D: 'coordinates on the Earth are not directions on the sky',
  SUPER_GALACTIC: 'supergalactic coordinates are not understood: give ICRS, FK5, FK4, GALACTIC or ECLIPTIC',
}

/** STC-S words that follow a shape and say how good it is; each is followed by numbers (or a unit) that are skipped. */
export const qualityWords: ReadonlySet<string> = new Set(['UNIT', 'ERROR', 'RESOLUTION', 'SIZE', 'PIXSIZE', 'FILLFACTOR', 'EPOCH'])
