import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { formatProperties } from '../../vo/hips/properties.ts'
import { tilePath, tilePlace, tileSkyInto, tileWidth } from '../../vo/hips/tile.ts'
import { writeMocFits } from '../../vo/sky/moc-fits.ts'
import { mocOfCells } from '../../vo/sky/moc.ts'
import { type Picture, stretchSky } from './sky-picture.ts'

const deepest = 2
/** Raised when the picture changes, so that an older map on disk is built anew. */
const edition = '1'
const grid = 8
const nodes = tileWidth / grid + 1

/** Rows of the rotation from ICRS to galactic axes (Hipparcos catalogue, vol. 1, 1.5.3). */
const galactic = [
  [-0.0548755604, -0.8734370902, -0.4838350155],
  [0.4941094279, -0.44482963, 0.7469822445],
  [-0.867666149, -0.1980763734, 0.4559837762],
] as const

/** The file that says that the base map in a folder is there, and whole. */
export const baseMapStamp = (folder: string): string => join(folder, `edition-${edition}`)

/**
 * Builds the offline all-sky base map as a HiPS (JPEG, 512 px, orders 0–2, equatorial) in `folder`, from the NASA/GSFC Tycho sky map that the
 * package spacekit.js carries (8192 × 4096, galactic plate carrée). Nothing is done where it is already there; an interrupted build leaves
 * nothing. `onProgress` gets the part done, 0 to 1.
 */
export async function buildBaseMap(folder: string, onProgress: (part: number) => void = () => {}): Promise<'built' | 'present'> {
  const stamp = baseMapStamp(folder)
  if (await exists(stamp)) return 'present'
  const source = join(dirname(createRequire(import.meta.url).resolve('spacekit.js/package.json')), 'src/assets/skybox/nasa_tycho.jpg')
  const { data, info } = await sharp(source).raw().toBuffer({ resolveWithObject: true })
  const sky = stretchSky({ width: info.width, height: info.height, rgb: data })
  onProgress(0.15)
  const building = `${folder}.building`
  await rm(building, { recursive: true, force: true })
  const count = 12 * 4 ** deepest
  let level = new Map<number, Uint8Array>()
  for (let npix = 0; npix < count; npix++) {
    level.set(npix, sampleTile(sky, deepest, npix))
    if (npix % 12 === 11) onProgress(0.15 + (0.6 * npix) / count)
    if (npix % 4 === 3) await new Promise((resolve) => setImmediate(resolve))
  }
  for (let order = deepest; order >= 0; order--) {
    for (const folderOf of new Set([...level.keys()].map((npix) => dirname(tilePath(order, npix, 'jpg')))))
      await mkdir(join(building, folderOf), { recursive: true })
    await Promise.all([...level].map(([npix, rgb]) => jpeg(rgb, tileWidth).toFile(join(building, tilePath(order, npix, 'jpg')))))
    if (order === 0)
      await writeFile(
        join(building, 'preview.jpg'),
        await jpeg(level.get(4) ?? new Uint8Array(), tileWidth)
          .resize(256)
          .toBuffer(),
      )
    level = order === 0 ? level : parents(level)
    onProgress(0.8 + 0.2 * ((deepest - order + 1) / (deepest + 1)))
  }
  const everywhere = Array.from({ length: 12 }, (_, cell) => [0, BigInt(cell)] as const)
  await writeFile(join(building, 'Moc.fits'), writeMocFits(mocOfCells(everywhere)))
  await writeFile(join(building, 'properties'), formatProperties(baseMapProperties))
  await writeFile(join(building, `edition-${edition}`), '')
  await rm(folder, { recursive: true, force: true })
  await rename(building, folder)
  return 'built'
}

/** The base map's HiPS properties: what viewers show as its title, credit and licence. */
export const baseMapProperties: Readonly<Record<string, string>> = {
  creator_did: 'ivo://skydax.local/P/base',
  obs_title: 'Tycho all-sky map',
  obs_collection: 'Tycho sky map',
  obs_description:
    'All-sky map of the stars of the Tycho-2 and Hipparcos catalogues with the diffuse light of the Milky Way, brightened for the screen and re-projected to HEALPix by Skydax.',
  obs_copyright: 'NASA/Goddard Space Flight Center Scientific Visualization Studio (SVS 3895, The Tycho Catalog Skymap)',
  obs_copyright_url: 'https://svs.gsfc.nasa.gov/3895',
  obs_ack: 'Source file distributed with the npm package spacekit.js (MIT).',
  client_category: 'Image/Optical',
  obs_regime: 'Optical',
  dataproduct_type: 'image',
  dataproduct_subtype: 'color',
  hips_builder: 'Skydax',
  hips_version: '1.4',
  hips_frame: 'equatorial',
  hips_order: String(deepest),
  hips_order_min: '0',
  hips_tile_width: String(tileWidth),
  hips_tile_format: 'jpeg',
  hips_status: 'public master clonableOnce',
  hips_release_date: '2026-01-01T00:00Z',
  hips_pixel_scale: '0.02863',
  hips_initial_ra: '266.4168',
  hips_initial_dec: '-29.0078',
  hips_initial_fov: '150',
  moc_sky_fraction: '1',
  prov_progenitor: 'https://svs.gsfc.nasa.gov/3895',
}

function sampleTile(sky: Picture, order: number, npix: number): Uint8Array {
  // Directions are exact on every 8th pixel corner and linear between: 2 trigonometric calls a pixel instead of 7.
  const place = tilePlace(order, npix)
  const corner = new Float64Array(nodes * nodes * 3)
  const at = new Float64Array(2)
  for (let j = 0; j < nodes; j++)
    for (let i = 0; i < nodes; i++) {
      tileSkyInto(place, i * grid, j * grid, at, 0)
      const ra = ((at[0] ?? 0) * Math.PI) / 180
      const dec = ((at[1] ?? 0) * Math.PI) / 180
      const v = [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)] as const
      for (let k = 0; k < 3; k++) {
        const row = galactic[k] ?? galactic[0]
        corner[(j * nodes + i) * 3 + k] = row[0] * v[0] + row[1] * v[1] + row[2] * v[2]
      }
    }
  const rgb = new Uint8Array(tileWidth * tileWidth * 3)
  const { width, height } = sky
  for (let row = 0, p = 0; row < tileWidth; row++) {
    const j = Math.floor(row / grid)
    const fj = (row + 0.5) / grid - j
    for (let col = 0; col < tileWidth; col++, p += 3) {
      const i = Math.floor(col / grid)
      const fi = (col + 0.5) / grid - i
      const a = (j * nodes + i) * 3
      const b = a + nodes * 3
      const mix = (k: number): number =>
        (corner[a + k]! * (1 - fi) + corner[a + 3 + k]! * fi) * (1 - fj) + (corner[b + k]! * (1 - fi) + corner[b + 3 + k]! * fi) * fj
      const x = mix(0)
      const y = mix(1)
      const z = mix(2)
      const l = Math.atan2(y, x) / (2 * Math.PI)
      const lat = Math.atan2(z, Math.sqrt(x * x + y * y)) / Math.PI
      // Longitude 0 in the middle of the picture, growing to the left.
      sampleInto(sky.rgb, width, height, (0.5 - l) * width - 0.5, (0.5 - lat) * height - 0.5, rgb, p)
    }
  }
  return rgb
}

function sampleInto(source: Uint8Array, width: number, height: number, x: number, y: number, out: Uint8Array, p: number): void {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const fx = x - ix
  const fy = y - iy
  const x0 = (ix + width) % width
  const x1 = (ix + 1 + width) % width
  const y0 = Math.max(0, Math.min(height - 1, iy)) * width
  const y1 = Math.max(0, Math.min(height - 1, iy + 1)) * width
  for (let c = 0; c < 3; c++) {
    const top = source[(y0 + x0) * 3 + c]! * (1 - fx) + source[(y0 + x1) * 3 + c]! * fx
    const low = source[(y1 + x0) * 3 + c]! * (1 - fx) + source[(y1 + x1) * 3 + c]! * fx
    out[p + c] = top * (1 - fy) + low * fy + 0.5
  }
}

/** The tiles one order up: each the mean of 2 × 2 pixels of its four children (child 4n + 2·(column half) + (row half)). */
function parents(children: ReadonlyMap<number, Uint8Array>): Map<number, Uint8Array> {
  const half = tileWidth / 2
  const out = new Map<number, Uint8Array>()
  for (const [npix, child] of children) {
    const parent = out.get(npix >> 2) ?? new Uint8Array(tileWidth * tileWidth * 3)
    out.set(npix >> 2, parent)
    const row0 = (npix & 1) * half
    const col0 = ((npix >> 1) & 1) * half
    for (let j = 0; j < half; j++)
      for (let i = 0; i < half; i++)
        for (let c = 0; c < 3; c++) {
          const s = (2 * j * tileWidth + 2 * i) * 3 + c
          const mean = (child[s]! + child[s + 3]! + child[s + tileWidth * 3]! + child[s + tileWidth * 3 + 3]!) / 4
          parent[((row0 + j) * tileWidth + col0 + i) * 3 + c] = mean + 0.5
        }
  }
  return out
}

function jpeg(rgb: Uint8Array, side: number): ReturnType<typeof sharp> {
  return sharp(rgb, { raw: { width: side, height: side, channels: 3 } }).jpeg({ quality: 86, chromaSubsampling: '4:4:4' })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
