import { footprintCells, shapeOf } from '../../../vo/sky/footprint-index.ts'
import { formatStcs } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SqlValue } from '../../archive/db.ts'
import type { DaxPorts } from '../../ports.ts'

const side = 64
const scaleDeg = 0.2 / 3600

/**
 * Some hundred images around (150.1, 2.2) with all that ObsCore asks for; the first ones have real FITS pixels in the store, so that DataLink, files and
 * SODA have something to serve.
 */
export async function loadValidatorArchive(ports: DaxPorts): Promise<void> {
  const columns = [
    'image_id',
    'dataproduct_type',
    'calib_level',
    'target_name',
    'obs_id',
    'obs_title',
    'obs_collection',
    'obs_publisher_did',
    'access_estsize',
    's_ra',
    's_dec',
    's_fov',
    's_region',
    's_resolution',
    's_xel1',
    's_xel2',
    's_pixel_scale',
    't_min',
    't_max',
    't_exptime',
    't_xel',
    'em_min',
    'em_max',
    'em_xel',
    'o_ucd',
    'facility_name',
    'instrument_name',
    's_shape',
    'source',
    'sha256',
    'synthetic',
  ]
  const rows: SqlValue[][] = []
  const cells: SqlValue[][] = []
  for (let i = 0; i < 300; i++) {
    const ra = 150.1 + ((i % 20) - 10) * 0.05
    const dec = 2.2 + (Math.floor(i / 20) - 7) * 0.05
    const half = (side / 2) * scaleDeg
    const region: Region = {
      kind: 'polygon',
      vertices: [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ].map(([x = 0, y = 0]) => skyPos(ra + (x * half) / Math.cos((dec * Math.PI) / 180), dec + y * half)),
    }
    const stored = i < 3 ? await storeFile(ports, i, ra, dec) : null
    const band = i % 2 === 0 ? ([5.5e-7, 7e-7] as const) : ([4e-7, 5.5e-7] as const)
    rows.push([
      i + 1,
      'image',
      2,
      `field ${i % 7}`,
      `obs-${String(i).padStart(4, '0')}`,
      `Test image ${i}`,
      'VALIDATION',
      `${ports.config.authority}validation/${i}`,
      stored?.kilobytes ?? 20,
      ra,
      dec,
      half * 2.8,
      formatStcs(region),
      0.8,
      side,
      side,
      0.2,
      60_000 + i,
      60_000 + i + 30 / 86_400,
      30,
      1,
      band[0],
      band[1],
      1,
      'phot.flux',
      'Test Observatory',
      'TestCam',
      shapeOf(region),
      stored === null ? null : `store/${stored.name}`,
      stored?.sha256 ?? null,
      true,
    ])
    for (const cell of footprintCells(region)) cells.push([cell, i + 1])
  }
  await ports.db.copyIn('dax.image', columns, rows)
  await ports.db.copyIn('dax.image_cell', ['cell', 'image_id'], cells)
}

const card = (name: string, value: string | number) =>
  `${name.padEnd(8)}= ${typeof value === 'number' ? String(value).padStart(20) : `'${value}'`.padEnd(20)}`.padEnd(80)

/** A small FITS image with a TAN WCS; the pixel (x, y) has the value 1000·i + x + 64·y. */
function fitsImage(i: number, ra: number, dec: number): Uint8Array {
  const cards = [
    `${'SIMPLE'.padEnd(8)}= ${'T'.padStart(20)}`.padEnd(80),
    card('BITPIX', -32),
    card('NAXIS', 2),
    card('NAXIS1', side),
    card('NAXIS2', side),
    card('CTYPE1', 'RA---TAN'),
    card('CTYPE2', 'DEC--TAN'),
    card('CRVAL1', ra),
    card('CRVAL2', dec),
    card('CRPIX1', side / 2 + 0.5),
    card('CRPIX2', side / 2 + 0.5),
    card('CDELT1', -scaleDeg),
    card('CDELT2', scaleDeg),
    card('CUNIT1', 'deg'),
    card('CUNIT2', 'deg'),
    card('RADESYS', 'ICRS'),
    card('OBJECT', `field ${i}`),
    'END'.padEnd(80),
  ]
  const header = cards.join('').padEnd(2880)
  const bytes = new Uint8Array(2880 + Math.ceil((side * side * 4) / 2880) * 2880)
  bytes.set(new TextEncoder().encode(header))
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < side * side; at++) view.setFloat32(2880 + 4 * at, 1000 * i + at, false)
  return bytes
}

async function storeFile(ports: DaxPorts, i: number, ra: number, dec: number): Promise<{ name: string; sha256: string; kilobytes: number }> {
  const name = `f1/${i.toString(16).padStart(2, '0')}`
  const { size, sha256 } = await ports.store.write(name, fitsImage(i, ra, dec))
  await ports.db.query(`INSERT INTO dax.file (sha256, name, size, original_name, content_type) VALUES ($1, $2, $3, $4, 'application/fits')`, [
    sha256,
    name,
    size,
    `test-${i}.fits`,
  ])
  return { name, sha256, kilobytes: Math.ceil(size / 1024) }
}
