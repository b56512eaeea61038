import type { RelationKind } from '../../../vo/prov/relations.ts'
import type { Sql } from '../db.ts'
import { mayRead } from '../reader.ts'
import type { ToldWords } from './record.ts'

/** A relation that no lineage is made of, or of which one end alone was told. `time` is MJD (UTC). */
export interface FurtherRelation {
  readonly kind: RelationKind
  readonly from: string
  readonly to: string | null
  readonly time: number | null
  readonly words: ToldWords
}

/** The further relations of some things (by id) that the reader may see, and whose other end he may know of; in a fixed order, each once. */
export async function furtherOf(sql: Sql, ids: readonly string[]): Promise<readonly FurtherRelation[]> {
  const rows = await sql.rows<Omit<FurtherRelation, 'words'> & { readonly words: string | null }>(
    `SELECT DISTINCT kind, from_id AS "from", to_id AS "to", time, attributes::text AS words FROM dax.prov_further
     WHERE (from_id = ANY ($1::text[]) OR to_id = ANY ($1::text[])) AND ${mayRead('')} AND NOT dax.id_hidden(from_id) AND (to_id IS NULL OR NOT dax.id_hidden(to_id))
     ORDER BY 1, 2, 3, 4, 5`,
    [ids],
    { kept: true },
  )
  return rows.map((row) => ({ ...row, words: row.words === null ? {} : (JSON.parse(row.words) as ToldWords) }))
}
