/**
 * Version 7: what documents say of provenance beyond what the archive gives a meaning to. The relations of PROV that no lineage is made of, and those whose
 * other end is not told, by ids, as they were said; and the prefixes that others write their words with. The words themselves stand in the columns
 * `attributes` of version 2, by URI.
 */
export const told = `
CREATE TABLE dax.prov_further (
  kind text NOT NULL, from_id text NOT NULL, to_id text, time double precision, attributes jsonb
);
CREATE INDEX prov_further_by_from ON dax.prov_further (from_id);
CREATE INDEX prov_further_by_to ON dax.prov_further (to_id);
CREATE TABLE dax.prov_prefix (uri text PRIMARY KEY, prefix text NOT NULL);
`
