import type { RelationKind } from '../../../vo/prov/relations.ts'
import type { LineageAnswer } from '../../contract/lineage.ts'
import type { Sql } from '../db.ts'
import { furtherOf, type FurtherRelation } from './further.ts'
import type { ToldWords } from './record.ts'

/** One telling of a relation: what the answer's edge does not say of it. `time` is MJD (UTC). */
export interface Telling {
  readonly time: number | null
  readonly words: ToldWords
}

/** What was told of the things and relations of a lineage beyond the answer itself, that the reader may see. */
export interface Words {
  readonly things: ReadonlyMap<string, ToldWords>
  /** By edgeKey; an edge that is not here was not told as such (the operator of a run). */
  readonly edges: ReadonlyMap<string, readonly Telling[]>
  readonly further: readonly FurtherRelation[]
  /** Prefixes of namespaces. */
  readonly prefixes: ReadonlyMap<string, string>
  /** Ids that arguments name and that the reader may not see. */
  readonly hidden: ReadonlySet<string>
}

export const noWords: Words = { things: new Map(), edges: new Map(), further: [], prefixes: new Map(), hidden: new Set() }

export function edgeKey(kind: string, from: string, to: string, role: string | null): string {
  return [kind, from, to, role ?? ''].join('\n')
}

/** The relations of the answer: kind, and how a row leads to ids and role. */
const edgeSql = [
  tellings('used', 'activity', 'activity_no', 'prov_used', 'entity', 'entity_no', 'o.role'),
  tellings('wasGeneratedBy', 'entity', 'entity_no', 'prov_generated', 'activity', 'activity_no', 'o.role'),
  tellings('wasDerivedFrom', 'entity', 'entity_no', 'prov_derived', 'entity', 'used_entity_no'),
  tellings('wasInformedBy', 'activity', 'informed_no', 'prov_informed', 'activity', 'informant_no'),
  tellings('hadMember', 'entity', 'collection_no', 'prov_member', 'entity', 'entity_no'),
  tellings('wasAssociatedWith', 'activity', 'activity_no', 'prov_associated', 'agent', 'agent_no', 't.role'),
  tellings('wasAttributedTo', 'entity', 'entity_no', 'prov_attributed', 'agent', 'agent_no', 't.role'),
].join(' UNION ALL ')

function tellings(kind: string, from: string, fromNo: string, table: string, to: string, toNo: string, role = 'NULL::text'): string {
  const timed = table === 'prov_used' || table === 'prov_generated'
  return `SELECT '${kind}' AS kind, a.${from}_id AS from_id, b.${to}_id AS to_id, ${role} AS role, ${timed ? 't.time' : 'NULL::float8'} AS time, t.attributes::text AS words
    FROM dax.prov_${from} a JOIN dax.${table} t ON t.${fromNo} = a.${from}_no JOIN dax.prov_${to} b ON b.${to}_no = t.${toNo}
    ${timed ? 'LEFT JOIN dax.prov_role o ON o.role_no = t.role_no' : ''} WHERE a.${from}_id = ANY ($1::text[]) AND b.${to}_id = ANY ($1::text[])`
}

/** Reads what was told of a lineage beyond its answer: for documents that are written out. */
export async function wordsOf(sql: Sql, answer: LineageAnswer): Promise<Words> {
  const ids = answer.nodes.map(({ id }) => id)
  const things = await sql.rows<{ id: string; words: string }>(
    `SELECT entity_id AS id, attributes::text AS words FROM dax.prov_entity WHERE entity_id = ANY ($1::text[]) AND attributes IS NOT NULL
     UNION ALL SELECT activity_id, attributes::text FROM dax.prov_activity WHERE activity_id = ANY ($1::text[]) AND attributes IS NOT NULL
     UNION ALL SELECT agent_id, attributes::text FROM dax.prov_agent WHERE agent_id = ANY ($1::text[]) AND attributes IS NOT NULL`,
    [ids],
  )
  const edges = new Map<string, Telling[]>()
  type Row = { kind: RelationKind; from_id: string; to_id: string; role: string | null; time: number | null; words: string | null }
  for (const row of await sql.rows<Row>(edgeSql, [ids])) {
    const key = edgeKey(row.kind, row.from_id, row.to_id, row.role)
    edges.set(key, [...(edges.get(key) ?? []), { time: row.time, words: parsed(row.words) }])
  }
  const further = await furtherOf(sql, ids)
  const prefixes = await sql.rows<{ uri: string; prefix: string }>('SELECT uri, prefix FROM dax.prov_prefix')
  const hidden = await hiddenOf(sql, [...further, ...[...edges.values()].flat()])
  return {
    things: new Map(things.map(({ id, words }) => [id, parsed(words)])),
    edges,
    further,
    prefixes: new Map(prefixes.map(({ uri, prefix }) => [uri, prefix])),
    hidden,
  }
}

/** Ids that arguments of the relations name and whose things the reader may not see. */
async function hiddenOf(sql: Sql, relations: readonly Telling[]): Promise<ReadonlySet<string>> {
  const named = relations.flatMap(({ words }) =>
    Object.entries(words).flatMap(([name, value]) => (name.startsWith('prov:') && typeof value === 'string' ? [value] : [])),
  )
  const rows = await sql.rows<{ id: string }>('SELECT id FROM unnest($1::text[]) AS id WHERE dax.id_hidden(id)', [[...new Set(named)]])
  return new Set(rows.map(({ id }) => id))
}

function parsed(words: string | null): ToldWords {
  return words === null ? {} : (JSON.parse(words) as ToldWords)
}
