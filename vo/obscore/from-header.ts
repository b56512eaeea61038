import type { FitsFile, Hdu } from '../fits/file.ts'
import { headerOf, type FitsHeader } from '../fits/header.ts'
import { shapeOf, type ImageShape } from '../fits/image-shape.ts'
import { imageCards } from '../fits/cutout.ts'
import type { ParseError, Result } from '../result.ts'
import type { Region } from '../sky/region.ts'
import { separation, type SkyPos } from '../sky/sky-pos.ts'
import { footprintOf, imageCenter } from '../sky/wcs/footprint.ts'
import { readWcs, type Wcs } from '../sky/wcs.ts'
import { dayObs, mjdUtc, utcToTai } from '../time/mjd.ts'
import { headerBand } from './header-band.ts'
import { headerTimes } from './header-time.ts'
import { emptyObscoreRow, type ObscoreRow } from './row.ts'

/** What the header cannot tell. */
export interface FromHeaderOptions {
  /** Publisher DID prefix, such as 'ivo://skydax.local/archive?'; the DID is this + collection + '/' + file name without ending. */
  readonly authority?: string
  /** Collection of files whose header names none. Default 'upload'. */
  readonly collection?: string
}

/**
 * The ObsCore row of a FITS image: position and footprint from the WCS of its image HDUs (several grids make a union), time, band, instrument
 * and the rest from the headers. `name` is the file's name. What ObsCore allows to be unknown is null; see obscoreNotes. Fails with *all* reasons why the image cannot be
 * found by a search: no image, no or unusable WCS, an unreadable date.
 */
export function obscoreFromFits(file: FitsFile, name: string, options: FromHeaderOptions = {}): Result<ObscoreRow, readonly ParseError[]> {
  const images = file.hdus.flatMap((hdu) => {
    const shape = shapeOf(hdu)
    return shape.ok && shape.value.axes.length >= 2 ? [{ hdu, shape: shape.value, wcs: readWcs(hdu.header) }] : []
  })
  const errors: ParseError[] = []
  if (images.length === 0) errors.push({ message: whyNoImage(file) })
  const placed = images.flatMap(({ hdu, shape, wcs }) => (wcs.ok ? [{ hdu, shape, wcs: wcs.value }] : []))
  const first = placed[0] ?? images[0]
  if (images.length > 0 && placed.length === 0) errors.push(...wcsErrors(images.map(({ hdu, wcs }) => ({ hdu, errors: wcs.ok ? [] : wcs.error }))))
  const header = merged(file, first?.hdu ?? file.hdus[0]!)
  const times = headerTimes(header)
  if (times.problem !== undefined) errors.push({ message: times.problem })
  const grid = placed.length === 0 ? null : placeOf(placed)
  if (placed.length > 0 && grid === null) errors.push({ message: 'no pixel of the image lies on the sky: its WCS puts all of them off the map' })
  if (errors.length > 0 || grid === null || first === undefined) return { ok: false, error: errors }
  return { ok: true, value: rowOf(header, first.shape, grid, file, name, options) }
}

/** What a row does not tell, as sentences that name the keyword to add. For the reader; none of it keeps the image from being found by position. */
export function obscoreNotes(row: ObscoreRow): string[] {
  const notes: string[] = []
  if (row.t_min === null) notes.push('no time: the image will not be found by a search in time; DATE-OBS or MJD-OBS would tell it')
  if (row.em_min === null) notes.push('no known band: the image will not be found by a search in wavelength; FILTER would tell it')
  if (row.t_exptime === null) notes.push('no exposure time; EXPTIME (s) would tell it')
  if (row.instrument_name === null) notes.push('no instrument; INSTRUME would tell it')
  return notes
}

function whyNoImage(file: FitsFile): string {
  const kinds = [...new Set(file.hdus.map(({ kind }) => (kind === 'empty' ? 'header without data' : kind)))].join(', ')
  return `the file holds no image of two or more axes, only: ${kinds}`
}

/** Reasons of all images; said once where they are the same. */
function wcsErrors(images: readonly { readonly hdu: Hdu; readonly errors: readonly ParseError[] }[]): ParseError[] {
  const counts = new Map<string, number[]>()
  for (const { hdu, errors } of images) for (const { message } of errors) counts.set(message, [...(counts.get(message) ?? []), hdu.index])
  return [...counts].map(([message, hdus]) => ({
    message:
      images.length === 1
        ? message
        : `${message} (${hdus.length === images.length ? `in each of the ${images.length} image HDUs` : `HDU ${hdus.slice(0, 5).join(', ')}`})`,
  }))
}

/** The image's own cards before those of the primary header. */
function merged(file: FitsFile, hdu: Hdu): FitsHeader {
  const shape = shapeOf(hdu)
  const own = shape.ok ? imageCards(hdu, shape.value) : hdu.header.cards
  return headerOf([
    ...own.filter(({ value }) => value !== undefined && value !== null && value !== ''),
    ...(hdu.index === 0 ? [] : file.hdus[0]!.header.cards),
  ])
}

interface Placed {
  readonly hdu: Hdu
  readonly shape: ImageShape
  readonly wcs: Wcs
}

interface Place {
  readonly wcs: Wcs
  readonly width: number
  readonly height: number
  readonly region: Region
  readonly center: SkyPos
  readonly diameter: number
}

/** Footprint of all images; those on the same grid (image, mask, variance) count once. */
function placeOf(images: readonly Placed[]): Place | null {
  const seen = new Set<string>()
  const parts: Region[] = []
  let lead: { wcs: Wcs; width: number; height: number } | null = null
  for (const { shape, wcs } of images) {
    const [width, height] = [shape.axes[wcs.axes[0]] ?? 1, shape.axes[wcs.axes[1]] ?? 1]
    const region = footprintOf(wcs, width, height)
    const key = JSON.stringify(region)
    if (region === null || seen.has(key)) continue
    seen.add(key)
    lead ??= { wcs, width, height }
    parts.push(...(region.kind === 'union' ? region.parts : [region]))
  }
  if (lead === null || parts.length === 0) return null
  const region: Region = parts.length === 1 ? parts[0]! : { kind: 'union', parts }
  const center = imageCenter(lead.wcs, lead.width, lead.height)
  if (center === null) return null
  const reach = parts
    .flatMap((part) => (part.kind === 'polygon' ? part.vertices : []))
    .reduce((most, vertex) => Math.max(most, separation(center, vertex)), 0)
  return { ...lead, region, center, diameter: Math.min(360, 2 * reach) }
}

function rowOf(header: FitsHeader, shape: ImageShape, place: Place, file: FitsFile, name: string, options: FromHeaderOptions): ObscoreRow {
  const text = (...keywords: string[]) => keywords.map((keyword) => header.text(keyword)).find((found) => found !== null) ?? null
  const number = (...keywords: string[]) => keywords.map((keyword) => header.number(keyword)).find((found) => found !== null) ?? null
  const stem = name.replace(/^.*[/\\]/, '').replace(/(\.(fits?|fts|fz|gz))+$/i, '') || 'image'
  const collection = text('OBS_COLL', 'SURVEY', 'DATASET') ?? options.collection ?? 'upload'
  const { wcs, center } = place
  const times = headerTimes(header)
  const band = headerBand(header)
  const rubin = /lsst|rubin|simonyi/i.test(`${text('TELESCOP') ?? ''} ${text('INSTRUME') ?? ''}`)
  const unit = text('BUNIT')
  const kind = text('OBSTYPE', 'IMGTYPE', 'IMAGETYP', 'PROCTYPE')
  const spectral = shape.axes.some((length, i) => length > 1 && !wcs.axes.includes(i) && !/^STOKES/i.test(header.text(`CTYPE${i + 1}`) ?? ''))
  return {
    ...emptyObscoreRow({
      dataproduct_type: spectral ? 'cube' : 'image',
      calib_level: /raw/i.test(kind ?? '') ? 1 : 2,
      obs_id: text('OBSID', 'OBS_ID', 'OBS-ID') ?? stem,
      obs_collection: collection,
      obs_publisher_did: `${options.authority ?? 'ivo://skydax.local/archive?'}${encodeURI(collection)}/${encodeURI(stem)}`,
      region: place.region,
    }),
    target_name: text('OBJECT', 'TARGNAME', 'TARGET'),
    obs_title: `${text('INSTRUME', 'TELESCOP', 'SURVEY') ?? 'Image'} ${stem}`,
    obs_creator_name: text('AUTHOR', 'OBSERVER', 'ORIGIN'),
    bib_reference: text('REFERENC'),
    access_format: 'application/fits',
    access_estsize: Math.max(1, Math.round(file.bytes.length / 1000)),
    s_ra: center.ra,
    s_dec: center.dec,
    s_fov: place.diameter,
    s_xel1: place.width,
    s_xel2: place.height,
    s_ucd: 'pos.eq',
    s_unit: 'deg',
    s_resolution: positive(number('PSF_FWHM', 'SEEING', 'FWHM', 'IMGSEE')),
    s_calib_status: 'calibrated',
    s_pixel_scale: wcs.pixelScale * 3600,
    t_min: times.tMin,
    t_max: times.tMax,
    t_exptime: times.exposure,
    t_resolution: times.exposure,
    t_xel: 1,
    em_min: band.emMin,
    em_max: band.emMax,
    em_res_power:
      band.emMin !== null && band.emMax !== null && band.emMax > band.emMin ? (band.emMin + band.emMax) / 2 / (band.emMax - band.emMin) : null,
    em_xel: spectral ? (shape.axes.find((length, i) => length > 1 && !wcs.axes.includes(i)) ?? 1) : 1,
    em_ucd: 'em.wl',
    em_unit: 'm',
    o_ucd: unit !== null && /^(adu|count|counts|dn|electron|electrons|e-)$/i.test(unit) ? 'phot.count' : 'phot.flux.density',
    o_unit: unit,
    pol_xel: 0,
    facility_name: text('TELESCOP', 'OBSERVAT'),
    instrument_name: text('INSTRUME', 'DETECTOR'),
    proposal_id: text('PROPID', 'PROPOSID', 'PROGRAM'),
    lsst_visit: rubin ? wholeNumber(number('VISIT', 'VISITID')) : null,
    lsst_detector: rubin ? number('DETECTOR', 'CCDNUM', 'DETID') : null,
    lsst_band: band.band,
    lsst_filter: band.filter,
    lsst_day_obs: times.tMin === null ? null : dayObs(utcToTai(mjdUtc(times.tMin))),
  }
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null
}

function wholeNumber(value: number | null): bigint | null {
  return value !== null && Number.isSafeInteger(value) ? BigInt(value) : null
}
