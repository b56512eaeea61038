import type { SqlResult, SqlValue } from '../dax/archive/db.ts'
import { regionWhere } from '../dax/archive/region-search.ts'
import { geometrySql } from '../dax/archive/sql/geometry.sql.ts'
import { searchSql } from '../dax/archive/sql/search.sql.ts'
import { coverage, mergeRanges } from '../vo/sky/coverage.ts'
import type { CellRange } from '../vo/sky/coverage.ts'
import { footprintCells, queryRanges, shapeOf } from '../vo/sky/footprint-index.ts'
import { boundingCircle } from '../vo/sky/geometry.ts'
import { cellOf } from '../vo/sky/healpix.ts'
import type { Region } from '../vo/sky/region.ts'
import { toVector } from '../vo/sky/sky-pos.ts'
import { deg } from '../vo/sky/units.ts'
import { startCluster } from './lib-cluster.ts'
import type { Cluster } from './lib-cluster.ts'
import { queryRegions, surveyFootprints } from './lib-survey.ts'

export const title = 'Region search: designs of the footprint index, in one PostgreSQL, beside pgsphere (median ms, count / ids)'

interface Statement {
  /** Gives column `id`. */
  readonly sql: string
  readonly params: readonly SqlValue[]
}

interface Design {
  readonly name: string
  /** Makes what the design needs besides the images: timed. */
  readonly build: string
  /** Relations that it takes room with. */
  readonly size: readonly string[]
  readonly search: (region: Region) => Statement
}

const perKind = 12
const radii = [0.1, 1, 10]
/** Answers of one design for one kind of region are compared for this long, and timed for half of it twice; but five regions always. */
const budgetMs = 20_000
const atLeast = 5

/** npm run bench region-search; at the larger size: npm run bench -- region-search --rows=1000000 (and --designs=pgsphere,ours for some of them). */
export async function run(print: (line: string) => void): Promise<void> {
  const rows = Number(process.argv.find((a) => a.startsWith('--rows='))?.slice(7) ?? process.env['BENCH_ROWS'] ?? 100_000)
  const cluster = await startCluster()
  if (typeof cluster === 'string') {
    print(`skipped: ${cluster}`)
    return
  }
  try {
    print(`${cluster.version}; ${rows} footprints (squares 0.22°, circles 3.5° across, cut-outs 30″); ${perKind} regions each, warm, one client`)
    await load(cluster, rows, print)
    await measure(cluster, print)
  } finally {
    await cluster.stop()
  }
}

async function load({ db, pgsphere }: Cluster, n: number, print: (line: string) => void): Promise<void> {
  await db.exec(`CREATE SCHEMA dax; ${geometrySql}
    CREATE TABLE dax.image (image_id int8 PRIMARY KEY, s_shape float8[], poly ${pgsphere ? 'spoly' : 'text'}, circ ${pgsphere ? 'scircle' : 'text'}, c8 int8[], cov int8multirange,
      size_class int2, hpx int8, x float8, y float8, z float8, radius float8, keys int8[], filler text);
    CREATE TABLE dax.image_cell (cell int8 NOT NULL, image_id int8 NOT NULL);
    ${searchSql}
    SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;`)
  let keyTime = 0
  function* lines(): Generator<readonly SqlValue[]> {
    let id = 0
    for (const f of surveyFootprints(n)) {
      const began = performance.now()
      const keys = footprintCells(f)
      keyTime += performance.now() - began
      const deep = keys[0]! >= 262_144n
      const ranges = deep ? rangesOf(keys) : both(coverage(f, 8))
      const bound = boundingCircle(f)
      const [x, y, z] = toVector(bound.center)
      yield [
        ++id,
        shapeOf(f),
        f.kind === 'polygon' ? polygonText(f) : null,
        f.kind === 'circle' ? circleText(f) : null,
        cellsOf(ranges),
        multirange(ranges),
        sizeClass(bound.radius),
        cellOf(pointOrder, bound.center),
        x,
        y,
        z,
        bound.radius,
        keys,
        'x'.repeat(400),
      ]
    }
  }
  const began = performance.now()
  const columns = ['image_id', 's_shape', 'poly', 'circ', 'c8', 'cov', 'size_class', 'hpx', 'x', 'y', 'z', 'radius', 'keys', 'filler']
  await db.copyIn('dax.image', columns, lines())
  print(
    `loaded in ${((performance.now() - began) / 1000).toFixed(0)} s, of it ${(keyTime / 1000).toFixed(1)} s for our keys (${((1000 * keyTime) / n).toFixed(0)} µs each)`,
  )
  await db.exec('VACUUM (FREEZE, ANALYZE) dax.image')
}

async function measure({ db, pgsphere }: Cluster, print: (line: string) => void): Promise<void> {
  const truth = new Map<string, string>()
  let yard: readonly number[] | null = null
  const kinds = (['circle', 'polygon'] as const).flatMap((kind) =>
    radii.map((radius) => ({ kind, radius, regions: queryRegions(kind, radius, perKind) })),
  )
  print(`${'design'.padEnd(34)} ${'build'.padStart(8)} ${'size'.padStart(8)}  ${kinds.map((k) => `${k.kind} ${k.radius}°`.padStart(15)).join(' ')}`)
  const named = process.argv
    .find((a) => a.startsWith('--designs='))
    ?.slice(10)
    .split(',')
  const chosen = designs.filter((d) => (pgsphere || !d.name.startsWith('pgsphere')) && (named === undefined || named.some((n) => d.name.includes(n))))
  for (const design of chosen) {
    const began = performance.now()
    await db.exec(design.build)
    const seconds = (performance.now() - began) / 1000
    const [size] = await db.rows<{ mb: number }>(`SELECT sum(pg_relation_size(r::regclass))::float8 / 1e6 AS mb FROM unnest($1::text[]) AS r`, [
      design.size,
    ])
    await db.exec('VACUUM (FREEZE, ANALYZE)')
    const counts: number[] = []
    const cells: string[] = []
    for (const { kind, radius, regions } of kinds) {
      const search = (region: Region, count: boolean): Promise<SqlResult> => {
        const { sql, params } = design.search(region)
        return db.query(count ? `SELECT count(*) FROM (${sql}) AS found` : sql, params)
      }
      // the first time answers are compared, which warms the caches too
      const until = performance.now() + budgetMs
      for (const [i, region] of regions.entries()) {
        const at = `${kind} ${radius}° number ${i + 1}`
        if (yard !== null ? !truth.has(at) : i >= atLeast && performance.now() > until) continue
        const { rows } = await search(region, false)
        const found = rows
          .map((r) => Number(r[0]))
          .sort((a, b) => a - b)
          .join(' ')
        const known = truth.get(at)
        if (known === undefined) truth.set(at, found)
        else if (known !== found) throw new Error(`${design.name} differs from ${chosen[0]!.name} for ${at}: ${difference(known, found)}`)
      }
      const count = await median(regions, (region) => search(region, true))
      const ids = await median(regions, (region) => search(region, false))
      counts.push(count)
      cells.push(`${ms(count)} / ${ms(ids)}`.padStart(15))
    }
    print(`${design.name.padEnd(34)} ${`${seconds.toFixed(1)} s`.padStart(8)} ${`${(size?.mb ?? 0).toFixed(0)} MB`.padStart(8)}  ${cells.join(' ')}`)
    if (yard !== null)
      print(
        `${`  ÷ ${chosen[0]!.name.split(' ')[0]}`.padEnd(34)} ${' '.repeat(17)}  ${counts.map((x, i) => `× ${(x / yard![i]!).toFixed(2)}`.padStart(15)).join(' ')}`,
      )
    yard ??= counts
  }
  const found = kinds.map(({ kind, radius }) => {
    const all = Array.from({ length: perKind }, (_, i) => truth.get(`${kind} ${radius}° number ${i + 1}`)).filter((x) => x !== undefined)
    return (all.reduce((sum, x) => sum + (x === '' ? 0 : x.split(' ').length), 0) / all.length).toFixed(0).padStart(15)
  })
  print(`${'images found, mean'.padEnd(34)} ${' '.repeat(17)}  ${found.join(' ')}`)
  const ours = kinds.map(({ regions }) => {
    const began = performance.now()
    for (const region of regions) queryRanges(region)
    return ms((performance.now() - began) / regions.length).padStart(15)
  })
  print(`${'of ours: ranges made in JavaScript'.padEnd(34)} ${' '.repeat(17)}  ${ours.join(' ')}`)
  print(`the ids found are the same in all ${chosen.length} designs for all ${truth.size} regions compared (of ${kinds.length * perKind})`)
}

/** Median ms over the regions: all of them, or as many (at least five) as the time allows. */
async function median(regions: readonly Region[], search: (region: Region) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  const until = performance.now() + budgetMs / 2
  for (const region of regions) {
    const began = performance.now()
    if (times.length >= atLeast && began > until) break
    await search(region)
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  return (times[(times.length - 1) >> 1]! + times[times.length >> 1]!) / 2
}

const designs: readonly Design[] = [
  {
    name: 'pgsphere spoly + scircle GiST',
    build: 'CREATE INDEX by_poly ON dax.image USING gist (poly); CREATE INDEX by_circ ON dax.image USING gist (circ)',
    size: ['dax.by_poly', 'dax.by_circ'],
    search(region) {
      const type = region.kind === 'circle' ? 'scircle' : 'spoly'
      const sql = `SELECT image_id AS id FROM dax.image WHERE poly && $1::text::${type} UNION ALL SELECT image_id FROM dax.image WHERE circ && $1::text::${type}`
      return { sql, params: [region.kind === 'circle' ? circleText(region) : polygonText(region)] }
    },
  },
  {
    name: 'ours: NUNIQ keys, sure and maybe',
    build: `INSERT INTO dax.image_cell SELECT unnest(keys), image_id FROM dax.image;
      CREATE INDEX image_cell_by_cell ON dax.image_cell (cell, image_id)`,
    size: ['dax.image_cell', 'dax.image_cell_by_cell'],
    search(region) {
      const params: SqlValue[] = []
      const where = regionWhere(region, 'image_id', (value, type) => `$${params.push(value)}::${type}`)
      // the condition without the images: the ids alone are what the other designs give
      return { sql: `SELECT id FROM ${where.slice('image_id IN (SELECT '.length, -1)} AS id`, params }
    },
  },
  {
    name: 'order-8 cells, btree, exact test',
    build: `CREATE TABLE dax.cell8 AS SELECT unnest(c8) AS cell, image_id FROM dax.image; CREATE INDEX cell8_by_cell ON dax.cell8 (cell) INCLUDE (image_id)`,
    size: ['dax.cell8', 'dax.cell8_by_cell'],
    search(region) {
      const ranges = both(coverage(region, 8))
      return {
        sql: `SELECT i.image_id AS id FROM (SELECT DISTINCT c.image_id FROM unnest($1::int8[], $2::int8[]) AS r(lo, hi) JOIN dax.cell8 c ON c.cell >= r.lo AND c.cell < r.hi) AS c
          JOIN dax.image i USING (image_id) WHERE dax.shape_intersects(i.s_shape, $3::float8[])`,
        params: [ranges.map((r) => r.lo), ranges.map((r) => r.hi), shapeOf(region)],
      }
    },
  },
  {
    name: 'order-8 cells, int8[] GIN, exact test',
    build: 'CREATE INDEX by_c8 ON dax.image USING gin (c8) WITH (fastupdate = off)',
    size: ['dax.by_c8'],
    search(region) {
      return {
        sql: 'SELECT image_id AS id FROM dax.image WHERE c8 && $1::int8[] AND dax.shape_intersects(s_shape, $2::float8[])',
        params: [cellsOf(both(coverage(region, 8))), shapeOf(region)],
      }
    },
  },
  {
    name: 'int8multirange GiST, exact test',
    build: 'CREATE INDEX by_cov ON dax.image USING gist (cov)',
    size: ['dax.by_cov'],
    search(region) {
      return {
        sql: 'SELECT image_id AS id FROM dax.image WHERE cov && $1::text::int8multirange AND dax.shape_intersects(s_shape, $2::float8[])',
        params: [multirange(both(coverage(region, 8))), shapeOf(region)],
      }
    },
  },
  {
    name: 'centre + radius, btree, exact test',
    build: 'CREATE INDEX by_centre ON dax.image (size_class, hpx)',
    size: ['dax.by_centre'],
    search(region) {
      const bound = boundingCircle(region)
      const list: { size: number; lo: number; hi: number }[] = []
      for (const size of sizeClasses) {
        const reach: Region = { kind: 'circle', center: bound.center, radius: deg(Math.min(180, bound.radius + 2 ** size)) }
        const order = Math.max(0, Math.min(pointOrder, Math.round(Math.log2(400 / reach.radius))))
        const scale = 4 ** (pointOrder - order)
        for (const r of both(coverage(reach, order))) list.push({ size, lo: r.lo * scale, hi: r.hi * scale })
      }
      const [x, y, z] = toVector(bound.center)
      return {
        sql: `SELECT i.image_id AS id FROM unnest($1::int2[], $2::int8[], $3::int8[]) AS r(size, lo, hi)
          CROSS JOIN LATERAL (SELECT * FROM dax.image WHERE size_class = r.size AND hpx >= r.lo AND hpx < r.hi OFFSET 0) AS i
          WHERE i.x * $4::float8 + i.y * $5::float8 + i.z * $6::float8 >= cos(radians(least(180, i.radius + $7::float8 + 1e-9))) AND dax.shape_intersects(i.s_shape, $8::float8[])`,
        params: [list.map((r) => r.size), list.map((r) => r.lo), list.map((r) => r.hi), x, y, z, bound.radius, shapeOf(region)],
      }
    },
  },
]

/** Order of the cell that a centre is stored with. */
const pointOrder = 12
/** Classes of footprints by their radius: class k holds those up to 2^k deg. The bench's footprints fill three. */
const sizeClasses = [-7, -2, 1]
const sizeClass = (radius: number): number => sizeClasses.find((k) => radius <= 2 ** k) ?? 1

const both = (c: { readonly full: readonly CellRange[]; readonly partial: readonly CellRange[] }): readonly CellRange[] =>
  mergeRanges([...c.full, ...c.partial].sort((a, b) => a.lo - b.lo))
const cellsOf = (ranges: readonly CellRange[]): number[] => ranges.flatMap((r) => Array.from({ length: r.hi - r.lo }, (_, i) => r.lo + i))
const multirange = (ranges: readonly CellRange[]): string => `{${ranges.map((r) => `[${r.lo},${r.hi})`).join(',')}}`
const rangesOf = (keys: readonly bigint[]): readonly CellRange[] =>
  mergeRanges(keys.map((k) => ({ lo: Number(k) - 262_144, hi: Number(k) - 262_143 })))

function polygonText(region: Region): string {
  if (region.kind !== 'polygon') throw new Error(`a ${region.kind} is no polygon`)
  return `{${region.vertices.map((v) => `(${v.ra}d,${v.dec}d)`).join(',')}}`
}

function circleText(region: Region): string {
  if (region.kind !== 'circle') throw new Error(`a ${region.kind} is no circle`)
  return `<(${region.center.ra}d,${region.center.dec}d),${region.radius}d>`
}

const ms = (x: number): string => (x < 10 ? x.toFixed(1) : x.toFixed(0))

function difference(known: string, found: string): string {
  const [a, b] = [new Set(known.split(' ')), new Set(found.split(' '))]
  const missing = [...a].filter((x) => !b.has(x))
  const extra = [...b].filter((x) => !a.has(x))
  return `${missing.length} missing (${missing.slice(0, 5).join(', ')}), ${extra.length} too many (${extra.slice(0, 5).join(', ')})`
}
