/**
 * Version 11: names that only hidden provenance tells stay hidden. An agent, run, node, task or dataset type is seen where it was told in public
 * (`published`), or where something refers to it that the reader may see. And the relations of version 7 are whose who told them, and are seen in TAP.
 *
 * What refers to a name that is not published belongs to somebody: the partial indexes hold such things alone, and cost a survey nothing. The views are
 * barriers: a condition of a query that fails on some values (1/x) must not be tried on rows that they hide.
 */
export const names = `
ALTER TABLE dax.prov_agent ADD COLUMN published boolean NOT NULL DEFAULT true;
ALTER TABLE dax.prov_run ADD COLUMN published boolean NOT NULL DEFAULT true;
ALTER TABLE dax.prov_node ADD COLUMN published boolean NOT NULL DEFAULT true;
ALTER TABLE dax.prov_activity_description ADD COLUMN published boolean NOT NULL DEFAULT true;
ALTER TABLE dax.prov_entity_description ADD COLUMN published boolean NOT NULL DEFAULT true;
CREATE INDEX prov_entity_own_run ON dax.prov_entity (run_no) WHERE owner IS NOT NULL OR visibility <> 'public';
CREATE INDEX prov_entity_own_description ON dax.prov_entity (description_no) WHERE owner IS NOT NULL OR visibility <> 'public';
CREATE INDEX prov_activity_own_run ON dax.prov_activity (run_no) WHERE owner IS NOT NULL OR visibility <> 'public';
CREATE INDEX prov_activity_own_description ON dax.prov_activity (description_no) WHERE owner IS NOT NULL OR visibility <> 'public';
CREATE INDEX prov_activity_own_node ON dax.prov_activity (node_no) WHERE owner IS NOT NULL OR visibility <> 'public';

CREATE FUNCTION dax.agent_seen(agent bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM dax.prov_associated s JOIN dax.prov_activity a USING (activity_no) WHERE s.agent_no = agent AND dax.may_read(a.visibility, a.owner, a.share_group))
    OR EXISTS (SELECT FROM dax.prov_attributed s JOIN dax.prov_entity e USING (entity_no) WHERE s.agent_no = agent AND dax.may_read(e.visibility, e.owner, e.share_group))
$$;
CREATE FUNCTION dax.run_seen(run integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM dax.prov_activity a WHERE a.run_no = run AND (a.owner IS NOT NULL OR a.visibility <> 'public') AND dax.may_read(a.visibility, a.owner, a.share_group))
    OR EXISTS (SELECT FROM dax.prov_entity e WHERE e.run_no = run AND (e.owner IS NOT NULL OR e.visibility <> 'public') AND dax.may_read(e.visibility, e.owner, e.share_group))
$$;
CREATE FUNCTION dax.node_seen(node integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM dax.prov_activity a WHERE a.node_no = node AND (a.owner IS NOT NULL OR a.visibility <> 'public') AND dax.may_read(a.visibility, a.owner, a.share_group))
    OR EXISTS (SELECT FROM dax.prov_activity a JOIN dax.prov_attempt t USING (activity_no) WHERE t.node_no = node AND (a.owner IS NOT NULL OR a.visibility <> 'public')
      AND dax.may_read(a.visibility, a.owner, a.share_group))
$$;
CREATE FUNCTION dax.task_seen(task integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM dax.prov_activity a WHERE a.description_no = task AND (a.owner IS NOT NULL OR a.visibility <> 'public')
    AND dax.may_read(a.visibility, a.owner, a.share_group))
$$;
CREATE FUNCTION dax.dataset_type_seen(dataset_type integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM dax.prov_entity e WHERE e.description_no = dataset_type AND (e.owner IS NOT NULL OR e.visibility <> 'public')
    AND dax.may_read(e.visibility, e.owner, e.share_group))
$$;

CREATE OR REPLACE VIEW prov.agent WITH (security_invoker = true, security_barrier = true) AS
  SELECT agent_id, name, type, comment, email, affiliation, phone, address, url FROM dax.prov_agent WHERE published OR dax.agent_seen(agent_no);
CREATE OR REPLACE VIEW prov.run WITH (security_invoker = true, security_barrier = true) AS
  SELECT r.name AS run, r.pipeline, r.description, r.created_at, a.agent_id FROM dax.prov_run r LEFT JOIN dax.prov_agent a USING (agent_no)
  WHERE r.published OR dax.run_seen(r.run_no);
CREATE OR REPLACE VIEW prov.package WITH (security_invoker = true, security_barrier = true) AS
  SELECT r.name AS run, p.name AS package, p.version, p.git_sha FROM dax.prov_package p JOIN dax.prov_run r USING (run_no)
  WHERE r.published OR dax.run_seen(r.run_no);
CREATE OR REPLACE VIEW prov.node WITH (security_invoker = true, security_barrier = true) AS
  SELECT n.name AS node, v.validity_begin, v.validity_end, v.ip, v.os, v.cores, v.memory_gb, v.comment
  FROM dax.prov_node n LEFT JOIN dax.prov_node_validity v USING (node_no) WHERE n.published OR dax.node_seen(n.node_no);
CREATE OR REPLACE VIEW prov.activity_description WITH (security_invoker = true, security_barrier = true) AS
  SELECT name, version, description, docurl, type, subtype, class_name, pipeline FROM dax.prov_activity_description
  WHERE published OR dax.task_seen(description_no);
CREATE OR REPLACE VIEW prov.entity_description WITH (security_invoker = true, security_barrier = true) AS
  SELECT name, kind, description, docurl, type, dimensions, storage_class, content_type, value_type, unit, ucd FROM dax.prov_entity_description
  WHERE published OR dax.dataset_type_seen(description_no);

ALTER TABLE dax.prov_further ADD COLUMN visibility text NOT NULL DEFAULT 'public', ADD COLUMN owner text, ADD COLUMN share_group text;
-- whether an id is of something that the reader may not see: as the owner of the tables, for whom no row is hidden
CREATE FUNCTION dax.id_hidden(id text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM dax.prov_entity e WHERE e.entity_id = id AND NOT dax.may_read(e.visibility, e.owner, e.share_group))
    OR EXISTS (SELECT FROM dax.prov_activity a WHERE a.activity_id = id AND NOT dax.may_read(a.visibility, a.owner, a.share_group))
    OR EXISTS (SELECT FROM dax.prov_agent g WHERE g.agent_id = id AND NOT g.published AND NOT dax.agent_seen(g.agent_no))
$$;
CREATE VIEW prov.further_relation WITH (security_invoker = true, security_barrier = true) AS
  SELECT f.kind, f.from_id, f.to_id, f.time FROM dax.prov_further f
  WHERE dax.may_read(f.visibility, f.owner, f.share_group) AND NOT dax.id_hidden(f.from_id) AND (f.to_id IS NULL OR NOT dax.id_hidden(f.to_id));
GRANT SELECT ON dax.prov_further, prov.further_relation TO dax_user;
GRANT EXECUTE ON FUNCTION dax.agent_seen, dax.run_seen, dax.node_seen, dax.task_seen, dax.dataset_type_seen, dax.id_hidden TO dax_user;
`
