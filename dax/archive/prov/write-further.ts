import type { RelationKind } from '../../../vo/prov/relations.ts'
import type { Sql } from '../db.ts'
import type { ProvOwner, ProvRecord } from './record.ts'
import { json } from './sql-json.ts'

type Kind = 'entity' | 'activity' | 'agent'

/** The ends of each relation: what kind of thing it leads from, and to; null = any kind. */
export const relationEnds: Readonly<Record<RelationKind, readonly [from: Kind | null, to: Kind | null]>> = {
  used: ['activity', 'entity'],
  wasGeneratedBy: ['entity', 'activity'],
  wasDerivedFrom: ['entity', 'entity'],
  wasInformedBy: ['activity', 'activity'],
  hadMember: ['entity', 'entity'],
  wasAssociatedWith: ['activity', 'agent'],
  wasAttributedTo: ['entity', 'agent'],
  wasStartedBy: ['activity', 'entity'],
  wasEndedBy: ['activity', 'entity'],
  wasInvalidatedBy: ['entity', 'activity'],
  wasInfluencedBy: [null, null],
  actedOnBehalfOf: ['agent', 'agent'],
  specializationOf: ['entity', 'entity'],
  alternateOf: ['entity', 'entity'],
  mentionOf: ['entity', 'entity'],
}

/** Writes the relations that no lineage is made of, each once for each who tells it, and the prefixes of the words that were told. */
export async function writeFurther(tx: Sql, { further = [], prefixes = {} }: ProvRecord, whose: ProvOwner): Promise<void> {
  if (further.length > 0) {
    const id = (column: string): string =>
      `coalesce((SELECT e.entity_id FROM dax.prov_entity e WHERE e.entity_id = ${column}), (SELECT min(e.entity_id) FROM dax.prov_entity e WHERE e.dataset_uuid = ${column}), ${column})`
    await tx.query(
      `INSERT INTO dax.prov_further (kind, from_id, to_id, time, attributes, visibility, owner, share_group)
       SELECT DISTINCT n.*, $2::text, $3::text, $4::text FROM (SELECT t.kind, ${id('t."from"')} AS from_id, ${id('t."to"')} AS to_id, t.time, t.attributes
         FROM jsonb_to_recordset($1::text::jsonb) AS t(kind text, "from" text, "to" text, time float8, attributes jsonb)) AS n
       WHERE NOT EXISTS (SELECT FROM dax.prov_further x WHERE x.from_id = n.from_id AND x.kind = n.kind AND x.to_id IS NOT DISTINCT FROM n.to_id
         AND x.time IS NOT DISTINCT FROM n.time AND x.attributes IS NOT DISTINCT FROM n.attributes
         AND (x.visibility = 'public' OR (x.visibility, x.owner, x.share_group) IS NOT DISTINCT FROM ($2::text, $3::text, $4::text)))`,
      [json(further), whose.visibility, whose.owner, whose.shareGroup ?? null],
    )
  }
  const named = Object.entries(prefixes).map(([prefix, uri]) => ({ prefix, uri }))
  if (named.length > 0)
    await tx.query(
      'INSERT INTO dax.prov_prefix (uri, prefix) SELECT t.uri, t.prefix FROM jsonb_to_recordset($1::text::jsonb) AS t(uri text, prefix text) ON CONFLICT DO NOTHING',
      [json(named)],
    )
}
