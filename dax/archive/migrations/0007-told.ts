/**
 * Version 7: what documents say of provenance beyond what the archive gives a meaning to. The relations of PROV that no lineage is made of, and those whose
 * other end is not told, by ids, as they were said; and the prefixes that others write their words with. The words themselves stand in the columns
 * `attributes` of version 2, by URI. And what went into each run, in numbers.
 */
export const told = `
CREATE TABLE dax.prov_further (
  kind text NOT NULL, from_id text NOT NULL, to_id text, time double precision, attributes jsonb
);
CREATE INDEX prov_further_by_from ON dax.prov_further (from_id);
CREATE INDEX prov_further_by_to ON dax.prov_further (to_id);
CREATE TABLE dax.prov_prefix (uri text PRIMARY KEY, prefix text NOT NULL);

-- what went into a run: counted by numbers, where the views of relations would be joined by texts (of 198,450 quanta in less than half the time)
CREATE VIEW prov.run_input WITH (security_invoker = true) AS
  SELECT u.run, d.name AS dataset_type, CASE u.state WHEN 0 THEN 'actual' WHEN 1 THEN 'available' ELSE 'predicted' END AS input_state, count(*) AS datasets
  FROM (SELECT DISTINCT r.name AS run, t.entity_no, t.state FROM dax.prov_run r JOIN dax.prov_activity a USING (run_no) JOIN dax.prov_used t USING (activity_no)
    WHERE a.kind = 'quantum' AND dax.may_read(a.visibility, a.owner, a.share_group)) AS u
  JOIN dax.prov_entity e USING (entity_no) LEFT JOIN dax.prov_entity_description d ON d.description_no = e.description_no
  WHERE dax.may_read(e.visibility, e.owner, e.share_group) GROUP BY u.run, d.name, u.state;
GRANT SELECT ON prov.run_input TO dax_user;
`
