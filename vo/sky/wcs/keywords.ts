import { ok, type ParseError, type Result } from '../../result.ts'
import type { FitsHeader } from '../../fits/header.ts'
import type { Frame } from '../frames.ts'
import { projectionCodes } from './projection.ts'

/** The celestial WCS keywords of a header, checked; nothing computed yet. Angles in deg, axes 1-based. */
export interface WcsKeywords {
  readonly lonAxis: number
  readonly latAxis: number
  /** The two pixel axes that move on the sky, in order: 1 and 2 but in odd cubes. */
  readonly pixelAxes: readonly [number, number]
  readonly code: string
  readonly frame: Frame
  readonly crval: readonly [lon: number, lat: number]
  /** FITS pixel coordinates (first pixel's centre is 1) along pixelAxes. */
  readonly crpix: readonly [number, number]
  /** deg per pixel: rows longitude and latitude, columns pixelAxes. */
  readonly cd: readonly [number, number, number, number]
  readonly lonpole: number | null
  readonly latpole: number | null
}

const toDegrees: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  rad: 180 / Math.PI,
}

/** Reads and checks the celestial WCS keywords. Fails with *everything* that is missing or wrong, each with its keyword and what is expected. */
export function wcsKeywords(header: FitsHeader): Result<WcsKeywords, readonly ParseError[]> {
  const errors: ParseError[] = []
  const wrong = (message: string) => void errors.push({ message })
  const axes = celestialAxes(header)
  const [lonAxis, latAxis] = [axes.lon ?? 1, axes.lat ?? 2]
  if (axes.lon === null) wrong(`no WCS: RA---TAN expected in CTYPE1${found(header, 'CTYPE1')}`)
  if (axes.lat === null) wrong(`no WCS: DEC--TAN expected in CTYPE2${found(header, 'CTYPE2')}`)
  const code = axes.code ?? 'TAN'
  if (axes.lon !== null && axes.lat !== null && axes.code === null)
    wrong(`CTYPE${lonAxis} '${header.text(`CTYPE${lonAxis}`)}' and CTYPE${latAxis} '${header.text(`CTYPE${latAxis}`)}' name no projection in common`)
  if (axes.code !== null && axes.code !== 'GLS' && !(projectionCodes as readonly string[]).includes(axes.code))
    wrong(`the projection ${axes.code} of CTYPE${lonAxis} is not known here; ${projectionCodes.join(', ')} are`)
  const pixelAxes: readonly [number, number] = lonAxis < latAxis ? [lonAxis, latAxis] : [latAxis, lonAxis]
  const number = (keyword: string, meaning: string): number => {
    const value = header.number(keyword)
    if (value === null) wrong(`no WCS: ${keyword} (${meaning}) expected${found(header, keyword)}`)
    return value ?? 0
  }
  const scale = (axis: number) => unitScale(header, axis, wrong)
  const [lonScale, latScale] = [scale(lonAxis), scale(latAxis)]
  const crval = [
    number(`CRVAL${lonAxis}`, 'longitude of the reference point, deg') * lonScale,
    number(`CRVAL${latAxis}`, 'latitude of the reference point, deg') * latScale,
  ] as const
  const crpix = [
    number(`CRPIX${pixelAxes[0]}`, 'pixel of the reference point'),
    number(`CRPIX${pixelAxes[1]}`, 'pixel of the reference point'),
  ] as const
  if (Math.abs(crval[1]) > 90) wrong(`CRVAL${latAxis} is ${crval[1]}; a latitude from -90 to 90 deg expected`)
  const cd = linearPart(header, [lonAxis, latAxis], pixelAxes, wrong)
  const frame = frameOf(header, axes.prefix ?? 'RA', wrong)
  if (errors.length > 0) return { ok: false, error: errors }
  const matrix = [cd[0] * lonScale, cd[1] * lonScale, cd[2] * latScale, cd[3] * latScale] as const
  return ok({
    lonAxis,
    latAxis,
    pixelAxes,
    code,
    frame,
    crval,
    crpix,
    cd: matrix,
    lonpole: header.number('LONPOLE'),
    latpole: header.number('LATPOLE'),
  })
}

function found(header: FitsHeader, keyword: string): string {
  const text = header.text(keyword)
  return text === null ? ', which is absent' : `, found '${text.slice(0, 40)}'`
}

/** The axes whose CTYPE is RA/GLON/ELON and DEC/GLAT/ELAT, and the projection code that both name (null: they do not agree). */
function celestialAxes(header: FitsHeader): { lon: number | null; lat: number | null; code: string | null; prefix: string | null } {
  let lon: number | null = null
  let lat: number | null = null
  const codes: string[] = []
  let prefix: string | null = null
  const count = Math.min(9, Math.max(header.number('WCSAXES') ?? 0, header.number('ZNAXIS') ?? header.number('NAXIS') ?? 0, 2))
  for (let axis = 1; axis <= count; axis++) {
    const ctype = (header.text(`CTYPE${axis}`) ?? '').toUpperCase()
    const parts = /^(RA|DEC|[GES]LON|[GES]LAT)-+([A-Z0-9]{3})(-SIP|-TPV)?$/.exec(ctype)
    if (parts === null) continue
    codes.push(parts[2]!)
    if (parts[1] === 'RA' || parts[1]!.endsWith('LON')) {
      lon ??= axis
      prefix ??= parts[1]!
    } else {
      lat ??= axis
    }
  }
  return { lon, lat, code: codes.length === 2 && codes[0] === codes[1] ? codes[0]! : null, prefix }
}

function unitScale(header: FitsHeader, axis: number, wrong: (message: string) => void): number {
  const unit = header.text(`CUNIT${axis}`)
  if (unit === null) return 1
  const scale = toDegrees[unit.toLowerCase()]
  if (scale === undefined) wrong(`CUNIT${axis} is '${unit.slice(0, 40)}'; deg expected`)
  return scale ?? 1
}

function linearPart(
  header: FitsHeader,
  world: readonly [number, number],
  pixel: readonly [number, number],
  wrong: (message: string) => void,
): readonly [number, number, number, number] {
  const element = (prefix: string, i: number, j: number) => header.number(`${prefix}${i}_${j}`)
  const pairs = world.flatMap((i) => pixel.map((j) => [i, j] as const))
  const hasPc = pairs.some(([i, j]) => element('PC', i, j) !== null)
  const hasCd = !hasPc && pairs.some(([i, j]) => element('CD', i, j) !== null)
  const cdelt = world.map((axis) => header.number(`CDELT${axis}`))
  if (!hasCd && (cdelt[0] === null || cdelt[1] === null) && !hasPc) {
    wrong(`no WCS: the pixel scale expected in CD1_1 … CD2_2, or in CDELT${world[0]} and CDELT${world[1]} (deg)`)
    return [1, 0, 0, 1]
  }
  const matrix = hasCd
    ? pairs.map(([i, j]) => element('CD', i, j) ?? 0)
    : hasPc
      ? pairs.map(([i, j]) => (element('PC', i, j) ?? (i === j ? 1 : 0)) * (cdelt[world.indexOf(i)] ?? 1))
      : rotated(header, world, pixel, cdelt)
  const [a = 0, b = 0, c = 0, d = 0] = matrix
  if (!(Math.abs(a * d - b * c) > 0) || !Number.isFinite(a * d - b * c))
    wrong(`the matrix of ${hasCd ? 'CD' : 'PC and CDELT'} (${matrix.join(', ')}) is singular: two pixels would have the same place`)
  return [a, b, c, d]
}

/** CDELT with the rotation of CROTA (on the latitude axis), as old headers have it. */
function rotated(
  header: FitsHeader,
  world: readonly [number, number],
  pixel: readonly [number, number],
  cdelt: readonly (number | null)[],
): number[] {
  const angle = ((header.number(`CROTA${world[1]}`) ?? 0) * Math.PI) / 180
  const [lon, lat] = [cdelt[0] ?? 1, cdelt[1] ?? 1]
  const rows = [
    [lon * Math.cos(angle), -lat * Math.sin(angle)],
    [lon * Math.sin(angle), lat * Math.cos(angle)],
  ]
  return rows.flatMap((row) => (pixel[0] === world[0] ? row : [row[1]!, row[0]!]))
}

/** RADESYS and EQUINOX with the defaults of the standard: without both ICRS, else FK4 before 1984 and FK5 after. */
function frameOf(header: FitsHeader, prefix: string, wrong: (message: string) => void): Frame {
  if (prefix === 'GLON') return 'galactic'
  if (prefix === 'SLON') wrong('supergalactic coordinates (SLON, SLAT) are not known here; use RA and DEC, GLON and GLAT, or ELON and ELAT')
  const system = (header.text('RADESYS') ?? header.text('RADECSYS') ?? '').toUpperCase()
  const equinox = header.number('EQUINOX') ?? header.number('EPOCH')
  const known = ['', 'ICRS', 'FK5', 'FK4', 'FK4-NO-E', 'GAPPT']
  if (!known.includes(system)) wrong(`RADESYS is '${system.slice(0, 40)}'; ICRS, FK5 or FK4 expected`)
  const name = system !== '' ? system : equinox === null ? 'ICRS' : equinox < 1984 ? 'FK4' : 'FK5'
  const standard = name.startsWith('FK4') ? 1950 : 2000
  if (name !== 'ICRS' && equinox !== null && Math.abs(equinox - standard) > 1e-6)
    wrong(`EQUINOX is ${equinox}; for ${name} only ${standard} is known here`)
  if (prefix === 'ELON') return 'ecliptic'
  return name === 'ICRS' || name === 'GAPPT' ? 'icrs' : name === 'FK5' ? 'fk5' : 'fk4'
}
