import type { Db } from '../dax/archive/db.ts'
import { lineage } from '../dax/archive/prov/lineage.ts'
import { walkLineage, type Direction } from '../dax/archive/prov/lineage-walk.ts'
import { testPostgres } from '../dax/node/testing/test-postgres.ts'

export const title =
  'Lineage of depth 5 among 10⁶ entities and 5·10⁶ relations: dax beside the recursion written by hand, on the same PostgreSQL (median ms)'

const depth = 5
const limit = 5000
const perKind = 40

/** A survey in small: share of each layer, and what its quanta read. 1 = all entities asked for. */
const layers = { calibration: 0.002, reference: 0.008, raw: 0.2, calexp: 0.2, difference: 0.2, warp: 0.385, coadd: 0.005 } as const
type Layer = keyof typeof layers
const names = Object.keys(layers) as Layer[]

/** npm run bench lineage; smaller: npm run bench -- lineage --entities=100000. */
export async function run(print: (line: string) => void): Promise<void> {
  const entities = Number(process.argv.find((a) => a.startsWith('--entities='))?.slice(11) ?? 1_000_000)
  const db = await testPostgres()
  try {
    const began = performance.now()
    const starts = await load(db, entities)
    const [count] = await db.rows<{ entities: bigint; activities: bigint; edges: bigint }>(
      `SELECT (SELECT count(*) FROM dax.prov_entity) AS entities, (SELECT count(*) FROM dax.prov_activity) AS activities,
         (SELECT count(*) FROM dax.prov_used) + (SELECT count(*) FROM dax.prov_generated) AS edges`,
    )
    print(
      `${db.engine}; ${count?.entities} entities, ${count?.activities} activities, ${count?.edges} relations, loaded in ${((performance.now() - began) / 1000).toFixed(0)} s; one client, warm; ${perKind} roots a row`,
    )
    print(
      'root, direction          nodes  edges | walk   recursion  ratio | whole  by hand  ratio   (whole = nodes with all that is known, edges, counts of further neighbours)',
    )
    for (const [layer, direction] of [
      ['coadd', 'back'],
      ['difference', 'back'],
      ['calexp', 'back'],
      ['raw', 'forth'],
      ['warp', 'forth'],
    ] as const)
      await measure(db, layer, direction, starts, print)
    print('nodes, their depths and the edges are the same for every root')
  } finally {
    await db.close()
  }
}

async function measure(
  db: Db,
  layer: Layer,
  direction: Direction,
  starts: ReadonlyMap<Layer, readonly [number, number]>,
  print: (line: string) => void,
): Promise<void> {
  const [first, n] = starts.get(layer)!
  const roots = Array.from({ length: perKind }, (_, i) => BigInt(first + Math.floor(((i + 0.37) * n) / perKind)))
  const ask = { depth, directions: [direction], limit, actualOnly: false, agents: false } as const
  const times = { walk: [] as number[], recursion: [] as number[], whole: [] as number[], byHand: [] as number[] }
  const sizes: [number, number][] = []
  const timed = async <T>(kept: number[], work: () => Promise<T>, keep: boolean): Promise<T> => {
    const began = performance.now()
    const value = await work()
    if (keep) kept.push(performance.now() - began)
    return value
  }
  for (const round of [0, 1]) {
    for (const root of roots) {
      const keep = round === 1
      const reached = await timed(times.walk, () => db.transaction((tx) => walkLineage(tx, { entities: [root], activities: [] }, ask)), keep)
      const recursed = await timed(times.recursion, () => db.query(recursion(direction), [root, depth]), keep)
      const whole = await timed(times.whole, () => db.transaction((tx) => lineage(tx, [`entity:${root}`], ask)), keep)
      const hand = await timed(times.byHand, () => db.query(byHand(direction), [root, depth]), keep)
      if (round === 1) continue
      sizes.push([whole.nodes.length, whole.edges.length])
      const ours = [...[...reached.entities].map(([no, d]) => `0 ${no} ${d}`), ...[...reached.activities].map(([no, d]) => `1 ${no} ${d}`)]
      same(
        `walk from ${root}`,
        ours,
        recursed.rows.map((row) => row.join(' ')),
      )
      const told = [...whole.nodes.map((x) => `${x.id} ${x.depth}`), ...whole.edges.map((x) => `${x.from} ${x.to} ${x.kind}`)]
      same(
        `lineage of ${root}`,
        told,
        hand.rows.map((row) => row.filter((x) => x !== null).join(' ')),
      )
    }
  }
  const ms = (list: readonly number[]): string => median(list).toFixed(1).padStart(6)
  const ratio = (a: readonly number[], b: readonly number[]): string => (median(a) / median(b)).toFixed(2).padStart(5)
  const mean = (i: 0 | 1): string => (sizes.reduce((sum, s) => sum + s[i], 0) / sizes.length).toFixed(0).padStart(6)
  print(
    `${`${layer}, ${direction}`.padEnd(23)} ${mean(0)} ${mean(1)} | ${ms(times.walk)}   ${ms(times.recursion)}  ${ratio(times.walk, times.recursion)} | ${ms(times.whole)}  ${ms(times.byHand)}  ${ratio(times.whole, times.byHand)}`,
  )
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}

function same(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const [a, b] = [[...ours].sort(), [...theirs].sort()]
  const at = a.findIndex((x, i) => x !== b[i])
  if (a.length !== b.length || at >= 0) throw new Error(`${what} differs: ${a.length} and ${b.length} lines; first ${a[at]} and ${b[at]}`)
}

/** The peer: one recursive statement, as one would write it. Its UNION keeps a thing once per depth, so the least depth is taken at the end. */
function recursion(direction: Direction): string {
  const back = direction === 'back'
  return `WITH RECURSIVE w(kind, no, depth) AS (
      SELECT 0, $1::int8, 0
      UNION
      SELECT n.kind, n.no, w.depth + 1 FROM w CROSS JOIN LATERAL (
        SELECT 1 AS kind, t.activity_no AS no FROM dax.${back ? 'prov_generated' : 'prov_used'} t JOIN dax.prov_activity a ON a.activity_no = t.activity_no
        WHERE w.kind = 0 AND t.entity_no = w.no AND a.visibility = 'public'
        UNION ALL
        SELECT 0, t.entity_no FROM dax.${back ? 'prov_used' : 'prov_generated'} t JOIN dax.prov_entity e ON e.entity_no = t.entity_no
        WHERE w.kind = 1 AND t.activity_no = w.no AND e.visibility = 'public') AS n
      WHERE w.depth < $2::int)
    SELECT kind, no, min(depth) AS depth FROM w GROUP BY kind, no`
}

/** The same with the things' ids, and the relations among them. */
function byHand(direction: Direction): string {
  return `WITH found AS MATERIALIZED (${recursion(direction)}),
    e AS MATERIALIZED (SELECT p.entity_no AS no, p.entity_id AS id, f.depth, d.name, r.name AS run FROM found f JOIN dax.prov_entity p ON f.kind = 0 AND p.entity_no = f.no
      LEFT JOIN dax.prov_entity_description d USING (description_no) LEFT JOIN dax.prov_run r USING (run_no)),
    a AS MATERIALIZED (SELECT p.activity_no AS no, p.activity_id AS id, f.depth, d.name, r.name AS run FROM found f JOIN dax.prov_activity p ON f.kind = 1 AND p.activity_no = f.no
      LEFT JOIN dax.prov_activity_description d USING (description_no) LEFT JOIN dax.prov_run r USING (run_no))
    SELECT id, depth::text, NULL FROM e UNION ALL SELECT id, depth::text, NULL FROM a
    UNION ALL SELECT a.id, e.id, 'used' FROM a JOIN dax.prov_used t ON t.activity_no = a.no JOIN e ON e.no = t.entity_no
    UNION ALL SELECT e.id, a.id, 'wasGeneratedBy' FROM e JOIN dax.prov_generated t ON t.entity_no = e.no JOIN a ON a.no = t.activity_no`
}

/** Fills the archive; returns the first number and the count of each layer's entities. An activity makes one entity, and has its number. */
async function load(db: Db, entities: number): Promise<ReadonlyMap<Layer, readonly [number, number]>> {
  const starts = new Map<Layer, readonly [number, number]>()
  let next = 1
  for (const name of names) {
    const n = Math.round(entities * layers[name])
    starts.set(name, [next, n])
    next += n
  }
  const at = (name: Layer): readonly [number, number] => starts.get(name)!
  // a thing of a layer, by a number that any integer expression gives
  const pick = (name: Layer, expression: string): string => `${at(name)[0]} + abs((${expression})::int8) % ${at(name)[1]}`
  const perCoadd = Math.floor(at('warp')[1] / at('coadd')[1])
  const inputs: Readonly<Partial<Record<Layer, readonly string[]>>> = {
    calexp: [
      `${at('raw')[0]} + i`,
      ...[0, 1, 2].map((k) => pick('calibration', `hashint8(i / 500 * 3 + ${k})`)),
      ...[0, 1, 2, 3, 4].map((k) => pick('reference', `i / 50 + ${k}`)),
    ],
    difference: [
      `${at('calexp')[0]} + i`,
      ...[0, 1].map((k) => pick('coadd', `i / 60 + ${k}`)),
      ...[0, 1].map((k) => pick('reference', `i / 50 + ${k}`)),
    ],
    warp: [...[0, 1].map((k) => pick('calexp', `i / 2 * 37 + ${k}`)), pick('reference', '7')],
    coadd: Array.from({ length: perCoadd }, (_, k) => `${at('warp')[0]} + i * ${perCoadd} + ${k}`),
  }
  const indexes = await db.rows<{ name: string; def: string }>(
    `SELECT indexname AS name, indexdef AS def FROM pg_indexes WHERE schemaname = 'dax' AND tablename IN ('prov_used', 'prov_generated')`,
  )
  for (const { name } of indexes) await db.exec(`DROP INDEX dax.${name}`)
  await db.exec(`INSERT INTO dax.prov_run (run_no, name) VALUES (1, 'bench/run');
    INSERT INTO dax.prov_entity_description (description_no, name) VALUES ${names.map((name, i) => `(${i + 1}, '${name}')`).join(', ')};
    INSERT INTO dax.prov_activity_description (description_no, name) VALUES ${names.map((name, i) => `(${i + 1}, 'make ${name}')`).join(', ')}`)
  for (const [i, name] of names.entries()) {
    const [first, n] = at(name)
    await db.exec(`INSERT INTO dax.prov_entity (entity_no, entity_id, name, description_no, run_no, visit, detector, generated_at)
      SELECT ${first} + i, 'entity:' || (${first} + i), '${name} ' || i, ${i + 1}, 1, i / 189, i % 189, 60000 + i / 1e5 FROM generate_series(0, ${n - 1}) AS i`)
    const read = inputs[name]
    if (read === undefined) continue
    await db.exec(`INSERT INTO dax.prov_activity (activity_no, activity_id, name, description_no, run_no, visit, detector, start_time, end_time)
      SELECT ${first} + i, 'activity:' || (${first} + i), 'make ${name} ' || i, ${i + 1}, 1, i / 189, i % 189, 60000 + i / 1e5, 60000 + i / 1e5 FROM generate_series(0, ${n - 1}) AS i;
      INSERT INTO dax.prov_generated (entity_no, activity_no) SELECT ${first} + i, ${first} + i FROM generate_series(0, ${n - 1}) AS i;
      INSERT INTO dax.prov_used (activity_no, entity_no) SELECT DISTINCT ${first} + i, u.no FROM generate_series(0, ${n - 1}) AS i CROSS JOIN LATERAL (VALUES ${read.map((r) => `((${r})::int8)`).join(', ')}) AS u(no)`)
  }
  for (const { def } of indexes) await db.exec(def)
  for (const table of ['prov_used', 'prov_generated', 'prov_entity', 'prov_activity']) await db.exec(`VACUUM (ANALYZE) dax.${table}`)
  return starts
}
