import { card, type Card } from '../../vo/fits/card.ts'
import { binning } from './camera.ts'
import { taiMinusUtc } from './cadence.ts'
import type { DemoImage } from './image.ts'
import { deepStack, type DemoPlan } from './plan.ts'
import { coaddSeeing, templateVisits } from './render.ts'
import { demoSeed } from './random.ts'

/** 'Skydax demo (synthetic)': no one may take these images for observations. */
export const demoFacility = 'Skydax demo (synthetic)'
export const demoInstrument = 'LSSTCam (simulated)'

/** Begin and end in MJD (UTC), and exposure time in s, of an image; a template's are those of the synthetic season before. */
export function timesOf(plan: DemoPlan, image: DemoImage): { readonly begin: number; readonly end: number; readonly exposure: number } {
  if ('visit' in image) {
    const begin = image.visit.mjdTai - taiMinusUtc / 86400
    return { begin, end: begin + image.visit.exposure / 86400, exposure: image.visit.exposure }
  }
  if (image.type === 'template_coadd') return { begin: 60690, end: 60810, exposure: 30 * templateVisits }
  const stack = deepStack(plan, image.band.band)
  const shift = taiMinusUtc / 86400
  return { begin: (stack.first?.mjdTai ?? 61117) - shift, end: (stack.last?.mjdTai ?? 61120) - shift + 30 / 86400, exposure: 30 * stack.count }
}

/** ISO 8601 text of an MJD, to the millisecond. */
export function isoOf(mjd: number): string {
  return new Date(Math.round((mjd - 40587) * 86_400_000)).toISOString().slice(0, -1)
}

/** The header cards of a demo image: WCS, time, instrument and the notice that it is synthetic. Structure and pixel scaling are not among them. */
export function demoHeader(plan: DemoPlan, image: DemoImage, key: string): readonly Card[] {
  const { pixels, band } = image
  const times = timesOf(plan, image)
  const mine: readonly Card[] =
    'visit' in image
      ? [
          card('OBSID', image.visit.visit, 'visit: day_obs and sequence number'),
          card('DAYOBS', String(image.visit.dayObs), 'night, date at UTC-12 h'),
          card('SEQNUM', image.visit.seq),
          card('DETECTOR', image.detector.id, 'detector number, 0 to 188'),
          card('DETNAME', image.detector.name, 'raft and sensor'),
          card('CCDMANU', image.detector.maker),
          card('OBJECT', image.visit.target),
          card('RATEL', image.visit.ra, '[deg] boresight'),
          card('DECTEL', image.visit.dec, '[deg] boresight'),
          card('ROTPA', image.visit.rotation, '[deg] position angle of the camera y axis'),
          card('AIRMASS', round(image.visit.airmass, 4)),
          card('SEEING', round(image.visit.seeing, 3), '[arcsec] FWHM of the point spread function'),
          card('SKYMAG', round(image.visit.sky, 3), '[mag/arcsec2] sky brightness, AB'),
          card('CLOUD', round(image.visit.cloud, 3), '[mag] loss to clouds'),
          card('CCDSUM', `${binning} ${binning}`, 'camera pixels averaged into one here'),
        ]
      : [
          card('TRACT', image.tract),
          card('PATCH', image.patch),
          card('OBJECT', image.tract === 9813 ? 'COSMOS' : `lsst-${String(image.tract).padStart(4, '0')}`),
          card('NCOMBINE', image.type === 'deep_coadd' ? deepStack(plan, band.band).count : templateVisits, 'visits in this coadd'),
          card('SEEING', coaddSeeing, '[arcsec] FWHM of the point spread function'),
        ]
  return [
    card('IMGTYPE', image.type, 'butler dataset type'),
    card('SYNTHETIC', true, 'simulated: not an observation'),
    card('ORIGIN', 'Skydax demo survey'),
    card('DEMOKEY', key, 'name of this image in the demo survey'),
    card('DEMOSEED', demoSeed, 'seed of the survey'),
    card('TELESCOP', demoFacility),
    card('INSTRUME', demoInstrument),
    card('FILTER', band.filter, 'physical filter'),
    card('BAND', band.band),
    card('WAVELEN1', band.minimum, '[m] short edge of the band'),
    card('WAVELEN2', band.maximum, '[m] long edge of the band'),
    card('TIMESYS', 'UTC'),
    card('DATE-OBS', isoOf(times.begin), 'begin of the exposure, UTC'),
    card('DATE-END', isoOf(times.end), 'end of the exposure, UTC'),
    card('MJD-OBS', times.begin, '[d] begin of the exposure, UTC'),
    card('MJD-END', times.end, '[d] end of the exposure, UTC'),
    card('MJD-TAI', times.begin + taiMinusUtc / 86400, '[d] begin of the exposure, TAI'),
    card('EXPTIME', times.exposure, '[s]'),
    ...mine,
    card('WCSAXES', 2),
    card('CTYPE1', 'RA---TAN'),
    card('CTYPE2', 'DEC--TAN'),
    card('CUNIT1', 'deg'),
    card('CUNIT2', 'deg'),
    card('CRVAL1', pixels.ra),
    card('CRVAL2', pixels.dec),
    card('CRPIX1', pixels.crpix[0]),
    card('CRPIX2', pixels.crpix[1]),
    card('CD1_1', pixels.cd[0]),
    card('CD1_2', pixels.cd[1]),
    card('CD2_1', pixels.cd[2]),
    card('CD2_2', pixels.cd[3]),
    card('RADESYS', 'ICRS'),
    card('EQUINOX', 2000),
    card('COMMENT', undefined, 'Synthetic image of the Skydax demo survey: real bright stars, simulated faint stars and galaxies.'),
    card(
      'COMMENT',
      undefined,
      'visit' in image
        ? `Pixels are ${binning} x ${binning} binned camera pixels (about 0.8 arcsec); the linear TAN WCS is fitted to the corners.`
        : 'Pixels of 0.8 arcsec on the tangent plane of the tract.',
    ),
  ]
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
