import { card } from '../../vo/fits/card.ts'
import { encodePng } from '../../vo/fits/png.ts'
import { writeFits } from '../../vo/fits/write.ts'
import { tileWidth } from '../../vo/hips/tile.ts'
import { writeMocFits } from '../../vo/sky/moc-fits.ts'
import { mocFraction, mocOf } from '../../vo/sky/moc.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { deg } from '../../vo/sky/units.ts'
import { bandFacts, type Band } from './bands.ts'
import { cosmos, taiMinusUtc } from './cadence.ts'
import { isoOf } from './header.ts'
import { deepRadius, deepStack, type DemoPlan } from './plan.ts'
import { coaddNoise } from './render.ts'
import { colourPicture, deepTile, greyPicture, hipsOrder } from './tiles.ts'
import type { DemoWorld } from './world.ts'

/** A HiPS of the deep coadds: its bands as red, green and blue, or one. */
export interface DemoHips {
  readonly id: string
  readonly bands: readonly Band[]
  /** File extensions of its tiles. */
  readonly formats: readonly ('png' | 'fits')[]
}

/** The HiPS of the demo survey: the deep field in colour, and in each band that it was taken in. */
export const demoHips: readonly DemoHips[] = [
  { id: 'demo-cosmos-color', bands: ['i', 'r', 'g'], formats: ['png'] },
  ...(['u', 'g', 'r', 'i', 'z', 'y'] as const).map((band): DemoHips => ({ id: `demo-cosmos-${band}`, bands: [band], formats: ['png', 'fits'] })),
]

const region = { kind: 'circle', center: skyPos(cosmos.ra, cosmos.dec), radius: deg(deepRadius) } as const
const mocOrder = 9

/** The coverage of all demo HiPS as Moc.fits. */
export function demoMoc(): Uint8Array {
  return writeMocFits(mocOf(region, mocOrder))
}

/** HiPS properties; `service` is the address of the HiPS. */
export function demoProperties(plan: DemoPlan, hips: DemoHips, service: string): Readonly<Record<string, string>> {
  const facts = hips.bands.map(bandFacts)
  const stacks = hips.bands.map((band) => deepStack(plan, band))
  const named = hips.bands.length > 1 ? `colour (${hips.bands.join(', ')} as red, green, blue)` : `${hips.bands[0]} band`
  return {
    creator_did: `ivo://skydax.local/P/${hips.id}`,
    obs_title: `Skydax demo: COSMOS deep coadd, ${named} (synthetic)`,
    obs_collection: 'SkydaxDemo/coadds',
    obs_description: `Simulated deep coadd of the COSMOS deep-drilling field of the Skydax demo survey, ${named}: ${stacks.map((stack, k) => `${stack.count} visits in ${hips.bands[k]}`).join(', ')}. Synthetic: not an observation.`,
    obs_copyright: 'Skydax demo survey; bright stars from Hipparcos by way of d3-celestial (BSD)',
    hips_creator: 'Skydax',
    hips_builder: 'Skydax, drawn on demand',
    hips_version: '1.4',
    hips_frame: 'equatorial',
    hips_order: String(hipsOrder),
    hips_order_min: '0',
    hips_tile_width: String(tileWidth),
    hips_tile_format: hips.formats.join(' '),
    hips_status: 'public master clonableOnce',
    hips_release_date: '2026-06-08T00:00Z',
    hips_service_url: service,
    hips_pixel_scale: String(Number(((Math.sqrt(Math.PI / 3) / 2 ** (hipsOrder + 9)) * (180 / Math.PI)).toPrecision(4))),
    ...(hips.formats.includes('fits') ? { hips_pixel_bitpix: '-32', hips_pixel_cut: '0 200', hips_data_range: '-20 1E6' } : {}),
    hips_initial_ra: String(cosmos.ra),
    hips_initial_dec: String(cosmos.dec),
    hips_initial_fov: '0.4',
    moc_sky_fraction: mocFraction(mocOf(region, mocOrder)).toPrecision(4),
    moc_order: String(mocOrder),
    dataproduct_type: 'image',
    ...(hips.bands.length > 1 ? { dataproduct_subtype: 'color' } : {}),
    client_category: 'Image/Optical/Skydax',
    obs_regime: 'Optical',
    t_min: Math.min(...stacks.map((stack) => (stack.first?.mjdTai ?? Infinity) - taiMinusUtc / 86400)).toFixed(6),
    t_max: Math.max(...stacks.map((stack) => (stack.last?.mjdTai ?? -Infinity) - taiMinusUtc / 86400)).toFixed(6),
    em_min: String(Math.min(...facts.map((one) => one.minimum))),
    em_max: String(Math.max(...facts.map((one) => one.maximum))),
    prov_progenitor: `SkydaxDemo/coadds, drawn ${isoOf(61199).slice(0, 10)}`,
  }
}

/** Whether a HiPS may have such a tile: of an order and in a format that it has. It may lie outside of the field all the same. */
export function hasTile(hips: DemoHips, order: number, npix: number, format: string): boolean {
  return order <= hipsOrder && npix < 12 * 4 ** order && hips.formats.some((one) => one === format)
}

/** A tile's bytes; null where there is none: outside the field, deeper than the deepest order, or in a format that the HiPS does not have. */
export async function demoTile(world: DemoWorld, hips: DemoHips, order: number, npix: number, format: string): Promise<Uint8Array | null> {
  if (!hasTile(hips, order, npix, format)) return null
  const planes = deepTile(world, order, npix, hips.bands)
  if (planes === null) return null
  const [first] = planes
  if (format === 'fits' && first !== undefined) return fitsTile(first, hips, order, npix)
  const facts = bandFacts(hips.bands[0]!)
  // Noise of r in nJy/arcsec² is what the stretch is made for: other bands are shown in units of their own.
  const own = coaddNoise(facts.sky, facts.zeroPoint, Math.max(1, deepStack(world.plan, facts.band).count), 1)
  const rgba = hips.bands.length > 1 ? colourPicture(planes, order) : greyPicture(first!, order, own / 14)
  return encodePng({ width: tileWidth, height: tileWidth, rgba })
}

function fitsTile(plane: Float32Array, hips: DemoHips, order: number, npix: number): Uint8Array {
  // a FITS tile is the picture bottom up
  const data = new Float32Array(plane.length)
  for (let row = 0; row < tileWidth; row++) data.set(plane.subarray(row * tileWidth, (row + 1) * tileWidth), (tileWidth - 1 - row) * tileWidth)
  return writeFits([
    {
      axes: [tileWidth, tileWidth],
      data,
      cards: [
        card('BUNIT', 'nJy/arcsec2', 'surface brightness'),
        card('BLANKED', 'NaN', 'outside the field'),
        card('ORDER', order, 'HiPS order'),
        card('NPIX', npix, 'HiPS tile'),
        card('FILTER', bandFacts(hips.bands[0]!).filter),
        card('SYNTHETIC', true, 'simulated: not an observation'),
      ],
    },
  ])
}
