import type { FitsHeader } from '../fits/header.ts'

/** In what light an image was taken. */
export interface HeaderBand {
  /** The filter as the header writes it. */
  readonly filter: string | null
  /** One of u g r i z y where the filter is of that family (not for other photometric systems). */
  readonly band: string | null
  /** Wavelengths in m. */
  readonly emMin: number | null
  readonly emMax: number | null
}

/** Wavelength ranges in nm: Rubin's (ObsCore configuration of DP1), Johnson–Cousins, 2MASS and UKIDSS, Gaia, ZTF, photographic surveys. Upper and lower case differ. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  u: [300, 393.2],
  g: [402.6, 548.3],
  r: [551, 689.1],
  i: [693.6, 818.8],
  z: [819.2, 920.1],
  y: [927.8, 1100],
  U: [330, 400],
  B: [390, 490],
  V: [500, 590],
  R: [565, 725],
  I: [730, 880],
  J: [1110, 1406],
  H: [1480, 1824],
  K: [2029, 2376],
  Ks: [1989, 2316],
  Y: [970, 1070],
  Z: [830, 930],
  G: [330, 1050],
  BP: [330, 680],
  RP: [630, 1050],
  zg: [408, 548],
  zr: [557, 721],
  zi: [697, 883],
  OG590: [590, 715],
  RG610: [610, 690],
  RG630: [630, 690],
  GG385: [385, 540],
  GG395: [395, 540],
}

/** Names that a filter may have before or after its letter: SDSSi, r_03, HSC-G, g.00000, i band. */
function rangeName(filter: string): string | null {
  const name = filter.trim()
  if (ranges[name] !== undefined) return name
  const short =
    /^(?:SDSS|PS1|DECam|LSST|sloan)[ _-]?([ugrizy])['p]?$/i.exec(name) ??
    /^([ugrizy])(?:[_.' ]\S*|p| band| DECam.*| SDSS.*)?$/.exec(name) ??
    /^HSC-([GRIZY])2?$/.exec(name)
  if (short !== null) return short[1]!.toLowerCase()
  const other = /^([UBVRIJHKYZ]|Ks)(?:[_ -](?:band|Bessell?|Johnson|Cousins|2MASS)\S*)?$/i.exec(name)
  return other !== null && ranges[other[1]!] !== undefined ? other[1]! : null
}

/** What is known of a filter by its name (and of its band, where that is told): 'r_57', 'HSC-I2', 'g'. Unknown names have no wavelengths. */
export function bandOfFilter(filter: string | null, band: string | null = null): HeaderBand {
  const named = [band, filter].map((text) => (text === null ? null : rangeName(text))).find((name) => name !== null) ?? null
  if (named === null) return { filter, band: null, emMin: null, emMax: null }
  const [low, high] = ranges[named]!
  return { filter, band: /^[ugrizy]$/.test(named) ? named : null, emMin: low * 1e-9, emMax: high * 1e-9 }
}

/** Reads FILTBAND, FILTER, FILTER1, FILTNAM, BAND; else WAVELENG (m) or the pair WAVELNTH… is left unknown. */
export function headerBand(header: FitsHeader): HeaderBand {
  const filter =
    ['FILTER', 'FILTER1', 'FILTNAM', 'FILTNAME', 'FILTBAND', 'BAND', 'INSFILTE']
      .map((keyword) => header.text(keyword))
      .find((text) => text !== null) ?? null
  const named = ['FILTBAND', 'FILTER', 'FILTER1', 'FILTNAM', 'FILTNAME', 'BAND', 'INSFILTE']
    .map((keyword) => header.text(keyword))
    .map((text) => (text === null ? null : rangeName(text)))
    .find((name) => name !== null)
  if (named !== undefined && named !== null) {
    const [low, high] = ranges[named]!
    return { filter, band: /^[ugrizy]$/.test(named) ? named : null, emMin: low * 1e-9, emMax: high * 1e-9 }
  }
  const wavelength = header.number('WAVELENG')
  const metres = wavelength !== null && wavelength > 1e-9 && wavelength < 1 ? wavelength : null
  return { filter, band: null, emMin: metres, emMax: metres }
}
