/**
 * Version 3: the order of processing (dax/archive/processing-order.md says what each word means). Ranks and inversions per object and per place on the
 * sky are views: they are true at any moment, and cost what one object or one cell costs. Inversions of whole nights are kept in
 * ap.cell_inversion, which reckonOrder (dax/archive/order) brings up to date for the cells of the visits that triggers noted as changed. Events of the telescope
 * (dax/archive/events) are kept as they came.
 */
export const order = `
ALTER TABLE ap.dia_source ADD COLUMN time_replicated_mjd_tai double precision;
ALTER TABLE ap.attempt ADD COLUMN made_mjd_tai double precision, ADD COLUMN replicated_mjd_tai double precision;

-- Of every element, given in the order of observation as ranks (ties have equal ranks): how many observed earlier were processed later, and how many
-- observed later were processed earlier. A sorted array is searched by width_bucket, in C: n log n comparisons.
CREATE FUNCTION dax.inversions(observed integer[], processed integer[], OUT overtook integer[], OUT overtaken_by integer[])
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
  n integer := cardinality(observed);
  sorted integer[] := '{}';
  i integer := 1; j integer; k integer; place integer;
BEGIN
  overtook := array_fill(0, ARRAY[n]);
  overtaken_by := array_fill(0, ARRAY[n]);
  WHILE i <= n LOOP
    j := i;
    WHILE j <= n AND observed[j] = observed[i] LOOP
      overtook[j] := i - 1 - width_bucket(processed[j], sorted);
      j := j + 1;
    END LOOP;
    FOR k IN i .. j - 1 LOOP
      place := width_bucket(processed[k], sorted);
      IF place = k - 1 THEN
        sorted := sorted || processed[k];
      ELSE
        sorted := sorted[:place] || processed[k] || sorted[place + 1:];
      END IF;
    END LOOP;
    FOR k IN i .. j - 1 LOOP
      overtaken_by[k] := processed[k] - 1 - width_bucket(processed[k] - 1, sorted);
    END LOOP;
    i := j;
  END LOOP;
END $$;

-- Sources by the object they belong to now: a source that was moved to a solar-system object counts there. Times that cannot be are no times.
CREATE VIEW dax.object_source AS
  SELECT s.*, CASE WHEN s.made >= s.observed THEN s.made END AS made_ok, CASE WHEN s.stored >= s.observed THEN s.stored END AS stored_ok,
    CASE WHEN s.replicated >= s.observed THEN s.replicated END AS replicated_ok,
    CASE WHEN s.made < s.observed OR s.stored < s.observed OR s.replicated < s.observed THEN 1 ELSE 0 END AS is_impossible
  FROM (
    SELECT 'dia'::text AS object_kind, dia_object_id AS object_id, dia_source_id, visit, detector, band, snr, midpoint_mjd_tai AS observed, prv_proc_order AS recorded,
      time_processed_mjd_tai AS made, time_stored_mjd_tai AS stored, time_replicated_mjd_tai AS replicated
    FROM ap.dia_source WHERE ss_object_id IS NULL AND dia_object_id IS NOT NULL
    UNION ALL
    SELECT 'ss', ss_object_id, dia_source_id, visit, detector, band, snr, midpoint_mjd_tai, prv_proc_order, time_processed_mjd_tai, time_stored_mjd_tai, time_replicated_mjd_tai
    FROM ap.dia_source WHERE ss_object_id IS NOT NULL
  ) AS s;
-- The clock of an object, one for all of its sources, and where each source stands by it; null = takes no part.
CREATE VIEW dax.object_clock AS
  SELECT c.*, CASE c.clock WHEN 'explicit' THEN c.recorded::double precision WHEN 'stored' THEN c.stored_ok WHEN 'made' THEN c.made_ok WHEN 'replicated' THEN c.replicated_ok END AS at
  FROM (
    SELECT s.*, CASE
      WHEN count(s.recorded) OVER o > 0 AND bool_and(s.recorded IS NOT NULL OR coalesce(s.made_ok, s.stored_ok) IS NULL) OVER o THEN 'explicit'
      WHEN count(s.stored_ok) OVER o > 0 THEN 'stored' WHEN count(s.made_ok) OVER o > 0 THEN 'made' WHEN count(s.replicated_ok) OVER o > 0 THEN 'replicated'
      END AS clock
    FROM dax.object_source s WINDOW o AS (PARTITION BY s.object_kind, s.object_id)
  ) AS c;
CREATE VIEW dax.object_rank AS
  SELECT c.*, CASE WHEN c.at IS NOT NULL THEN rank() OVER (PARTITION BY c.object_kind, c.object_id, c.at IS NULL ORDER BY c.observed)::integer END AS observed_rank,
    CASE WHEN c.at IS NOT NULL THEN rank() OVER (PARTITION BY c.object_kind, c.object_id, c.at IS NULL ORDER BY c.at)::integer END AS processed_rank
  FROM dax.object_clock c;
-- The objects that have sources, each once.
CREATE VIEW dax.order_object AS
  SELECT DISTINCT 'dia'::text AS object_kind, dia_object_id AS object_id FROM ap.dia_source WHERE ss_object_id IS NULL AND dia_object_id IS NOT NULL
  UNION ALL SELECT DISTINCT 'ss', ss_object_id FROM ap.dia_source WHERE ss_object_id IS NOT NULL;
-- Object by object, so that the first rows cost the first objects and not the whole survey.
CREATE VIEW ap.object_order AS
  SELECT o.object_kind, o.object_id, s.* FROM dax.order_object o CROSS JOIN LATERAL (
    SELECT r.dia_source_id, r.visit, r.detector, r.band, r.clock, r.observed AS observed_mjd_tai, r.made AS made_mjd_tai,
      r.stored AS stored_mjd_tai, r.replicated AS replicated_mjd_tai, r.observed_rank, r.processed_rank,
      CASE WHEN r.made_ok IS NOT NULL THEN rank() OVER (PARTITION BY r.object_kind, r.object_id, r.made_ok IS NULL ORDER BY r.made_ok)::integer END AS made_rank,
      CASE WHEN r.stored_ok IS NOT NULL THEN rank() OVER (PARTITION BY r.object_kind, r.object_id, r.stored_ok IS NULL ORDER BY r.stored_ok)::integer END AS stored_rank,
      CASE WHEN r.replicated_ok IS NOT NULL THEN rank() OVER (PARTITION BY r.object_kind, r.object_id, r.replicated_ok IS NULL ORDER BY r.replicated_ok)::integer END AS replicated_rank,
      r.recorded AS explicit_rank, n.overtaken_by, n.overtook, CASE WHEN r.at IS NULL THEN 0 WHEN n.overtaken_by > 0 THEN 1 ELSE 0 END AS is_precovery,
      CASE WHEN r.at IS NOT NULL AND (count(*) OVER (PARTITION BY r.object_kind, r.object_id, r.at) > 1
        OR count(*) OVER (PARTITION BY r.object_kind, r.object_id, r.at IS NULL, r.observed) > 1) THEN 1 ELSE 0 END AS is_tie,
      CASE WHEN r.at IS NULL AND r.is_impossible = 0 THEN 1 ELSE 0 END AS is_missing, r.is_impossible,
      (coalesce(CASE r.clock WHEN 'made' THEN r.made WHEN 'replicated' THEN r.replicated ELSE r.stored END, r.stored, r.made) - r.observed) * 86400 AS latency_seconds, r.snr
    FROM dax.object_rank r LEFT JOIN (
      SELECT g.object_kind, g.object_id, u.dia_source_id, u.overtook, u.overtaken_by
      FROM (
        SELECT object_kind, object_id, array_agg(dia_source_id ORDER BY observed_rank, dia_source_id) AS ids,
          array_agg(observed_rank ORDER BY observed_rank, dia_source_id) AS observed, array_agg(processed_rank ORDER BY observed_rank, dia_source_id) AS processed
        FROM dax.object_rank WHERE at IS NOT NULL AND object_kind = o.object_kind AND object_id = o.object_id GROUP BY object_kind, object_id
      ) AS g CROSS JOIN LATERAL dax.inversions(g.observed, g.processed) AS i CROSS JOIN LATERAL unnest(g.ids, i.overtook, i.overtaken_by) AS u(dia_source_id, overtook, overtaken_by)
    ) AS n ON n.dia_source_id = r.dia_source_id
    WHERE r.object_kind = o.object_kind AND r.object_id = o.object_id
  ) AS s;

-- Which detector of a visit saw the centre of a cell (vo/sky/camera-cells.ts)
CREATE TABLE ap.visit_cell (visit bigint NOT NULL, cell integer NOT NULL, detector integer NOT NULL, PRIMARY KEY (cell, visit));
CREATE INDEX visit_cell_by_visit ON ap.visit_cell (visit, detector);

-- The attempt at a visit-detector that counts: the last, by number, that stored; its rows are those that the database holds.
CREATE FUNCTION dax.stored_attempt(of_visit bigint, of_detector integer)
RETURNS TABLE (attempt_id bigint, attempt integer, made double precision, stored double precision, replicated double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
  SELECT a.attempt_id, a.attempt, a.made_mjd_tai, a.stored_mjd_tai, a.replicated_mjd_tai FROM ap.attempt a
  WHERE a.visit = of_visit AND a.detector = of_detector AND (a.stored_mjd_tai IS NOT NULL
    OR EXISTS (SELECT FROM ap.delivery d WHERE d.attempt_id = a.attempt_id AND d.product = 'catalogue' AND d.state = 'delivered'))
  ORDER BY a.attempt DESC LIMIT 1
$$;
CREATE VIEW dax.cell_time AS
  SELECT c.cell, c.visit, c.detector, v.day_obs, v.band, v.begin_mjd_tai AS observed, v.end_mjd_tai AS ended, a.attempt_id, a.attempt, a.made, a.stored, a.replicated,
    CASE WHEN a.made >= v.end_mjd_tai THEN a.made END AS made_ok, CASE WHEN a.stored >= v.end_mjd_tai THEN a.stored END AS at,
    CASE WHEN a.replicated >= v.end_mjd_tai THEN a.replicated END AS replicated_ok,
    CASE WHEN a.made < v.end_mjd_tai OR a.stored < v.end_mjd_tai OR a.replicated < v.end_mjd_tai THEN 1 ELSE 0 END AS is_impossible
  FROM ap.visit_cell c JOIN ap.visit v ON v.visit = c.visit CROSS JOIN LATERAL dax.stored_attempt(c.visit, c.detector) AS a;
CREATE VIEW dax.cell_rank AS
  SELECT t.*, CASE WHEN t.at IS NOT NULL THEN rank() OVER (PARTITION BY t.cell, t.at IS NULL ORDER BY t.observed)::integer END AS observed_rank,
    CASE WHEN t.at IS NOT NULL THEN rank() OVER (PARTITION BY t.cell, t.at IS NULL ORDER BY t.at)::integer END AS processed_rank,
    -- how long after the first of the later observed, where that is positive: the frame of all that is later grows at one end only
    (t.at - min(t.at) OVER (PARTITION BY t.cell ORDER BY t.observed DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) * 86400 AS after_later,
    CASE WHEN t.at IS NOT NULL AND (count(*) OVER (PARTITION BY t.cell, t.at) > 1 OR count(*) OVER (PARTITION BY t.cell, t.at IS NULL, t.observed) > 1) THEN 1 ELSE 0 END AS is_tie
  FROM dax.cell_time t;
CREATE VIEW dax.cell_count AS
  SELECT g.cell, u.visit, u.overtook, u.overtaken_by
  FROM (
    SELECT cell, array_agg(visit ORDER BY observed_rank, visit) AS visits, array_agg(observed_rank ORDER BY observed_rank, visit) AS observed,
      array_agg(processed_rank ORDER BY observed_rank, visit) AS processed
    FROM dax.cell_rank WHERE at IS NOT NULL GROUP BY cell
  ) AS g CROSS JOIN LATERAL dax.inversions(g.observed, g.processed) AS i CROSS JOIN LATERAL unnest(g.visits, i.overtook, i.overtaken_by) AS u(visit, overtook, overtaken_by);
CREATE VIEW ap.cell_order AS
  SELECT r.cell, r.visit, r.detector, r.day_obs, r.band, r.attempt_id, r.attempt, 'stored'::text AS clock, r.observed AS observed_mjd_tai, r.made AS made_mjd_tai,
    r.stored AS stored_mjd_tai, r.replicated AS replicated_mjd_tai, r.observed_rank, r.processed_rank,
    CASE WHEN r.made_ok IS NOT NULL THEN rank() OVER (PARTITION BY r.cell, r.made_ok IS NULL ORDER BY r.made_ok)::integer END AS made_rank,
    CASE WHEN r.replicated_ok IS NOT NULL THEN rank() OVER (PARTITION BY r.cell, r.replicated_ok IS NULL ORDER BY r.replicated_ok)::integer END AS replicated_rank,
    n.overtaken_by, n.overtook, CASE WHEN n.overtaken_by > 0 THEN r.after_later END AS late_seconds,
    CASE WHEN n.overtaken_by > 0 THEN 1 ELSE 0 END AS is_precovery, r.is_tie, CASE WHEN r.stored IS NULL THEN 1 ELSE 0 END AS is_missing, r.is_impossible,
    (r.stored - r.ended) * 86400 AS latency_seconds
  FROM dax.cell_rank r LEFT JOIN dax.cell_count n ON n.cell = r.cell AND n.visit = r.visit;

CREATE TABLE ap.cell_inversion (
  cell integer NOT NULL, visit bigint NOT NULL, detector integer NOT NULL, day_obs integer NOT NULL, attempt integer NOT NULL, overtaken_by integer NOT NULL,
  overtook integer NOT NULL, late_seconds double precision, is_tie integer NOT NULL, PRIMARY KEY (cell, visit)
);
CREATE INDEX cell_inversion_by_night ON ap.cell_inversion (day_obs, visit, detector) INCLUDE (attempt, overtaken_by, overtook, late_seconds, is_tie);

CREATE VIEW ap.detector_order AS
  SELECT a.visit, a.detector, a.day_obs, v.band, a.attempt_id, a.attempt, v.begin_mjd_tai AS observed_mjd_tai, a.made_mjd_tai, a.stored_mjd_tai, a.replicated_mjd_tai,
    (a.stored_mjd_tai - v.end_mjd_tai) * 86400 AS latency_seconds, coalesce(i.overtaken_by, 0) AS overtaken_by, coalesce(i.overtook, 0) AS overtook, i.late_seconds,
    CASE WHEN i.overtaken_by > 0 THEN 1 ELSE 0 END AS is_precovery, coalesce(i.is_tie, 0) AS is_tie, CASE WHEN a.stored_mjd_tai IS NULL THEN 1 ELSE 0 END AS is_missing,
    CASE WHEN a.made_mjd_tai < v.end_mjd_tai OR a.stored_mjd_tai < v.end_mjd_tai OR a.replicated_mjd_tai < v.end_mjd_tai THEN 1 ELSE 0 END AS is_impossible
  FROM (
    SELECT DISTINCT ON (day_obs, visit, detector) * FROM (
      SELECT x.* FROM ap.attempt x WHERE x.stored_mjd_tai IS NOT NULL
      UNION ALL
      SELECT x.* FROM ap.attempt x JOIN ap.delivery d ON d.attempt_id = x.attempt_id AND d.product = 'catalogue' AND d.state = 'delivered' WHERE x.stored_mjd_tai IS NULL
    ) AS stored
    ORDER BY day_obs, visit, detector, attempt DESC
  ) AS a JOIN ap.visit v ON v.visit = a.visit LEFT JOIN (
    SELECT day_obs, visit, detector, max(overtaken_by) AS overtaken_by, max(overtook) AS overtook, max(late_seconds) AS late_seconds, max(is_tie) AS is_tie
    FROM ap.cell_inversion GROUP BY day_obs, visit, detector
  ) AS i ON i.day_obs = a.day_obs AND i.visit = a.visit AND i.detector = a.detector;

-- Visits whose order must be reckoned anew. A queue without a key: who adds to it waits for nobody.
CREATE TABLE dax.order_due (due_no bigint GENERATED ALWAYS AS IDENTITY, visit bigint NOT NULL);
CREATE FUNCTION dax.note_order_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO dax.order_due (visit) SELECT DISTINCT n.visit FROM changed n JOIN old_rows o ON o.attempt_id = n.attempt_id WHERE n.stored_mjd_tai IS DISTINCT FROM o.stored_mjd_tai;
  ELSIF TG_TABLE_NAME = 'attempt' THEN
    INSERT INTO dax.order_due (visit) SELECT DISTINCT visit FROM changed WHERE stored_mjd_tai IS NOT NULL;
  ELSE
    INSERT INTO dax.order_due (visit) SELECT c.visit FROM (SELECT DISTINCT visit FROM changed) AS c
      WHERE EXISTS (SELECT FROM ap.attempt a WHERE a.visit = c.visit AND a.stored_mjd_tai IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER attempt_stored AFTER INSERT ON ap.attempt REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_order_due();
CREATE TRIGGER attempt_changed AFTER UPDATE ON ap.attempt REFERENCING OLD TABLE AS old_rows NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_order_due();
CREATE TRIGGER attempt_removed AFTER DELETE ON ap.attempt REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_order_due();
-- An attempt that delivered its catalogue counts, even where nobody wrote down when it was stored
CREATE FUNCTION dax.note_catalogue_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO dax.order_due (visit) SELECT DISTINCT a.visit FROM changed n JOIN old_rows o ON o.attempt_id = n.attempt_id AND o.product = n.product
      JOIN ap.attempt a ON a.attempt_id = n.attempt_id WHERE n.product = 'catalogue' AND (n.state = 'delivered') <> (o.state = 'delivered') AND a.stored_mjd_tai IS NULL;
  ELSE
    INSERT INTO dax.order_due (visit) SELECT DISTINCT a.visit FROM changed d JOIN ap.attempt a ON a.attempt_id = d.attempt_id
      WHERE d.product = 'catalogue' AND d.state = 'delivered' AND a.stored_mjd_tai IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER catalogue_delivered AFTER INSERT ON ap.delivery REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_catalogue_due();
CREATE TRIGGER catalogue_changed AFTER UPDATE ON ap.delivery REFERENCING OLD TABLE AS old_rows NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_catalogue_due();
CREATE TRIGGER catalogue_removed AFTER DELETE ON ap.delivery REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_catalogue_due();
CREATE TRIGGER cell_seen AFTER INSERT ON ap.visit_cell REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dax.note_order_due();

-- Events of the telescope as they came; times by different clocks in columns of their own
CREATE TABLE ap.event (
  event_id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, event_key text NOT NULL UNIQUE, kind text NOT NULL, source text,
  sent_mjd_tai double precision, kafka_mjd_tai double precision, efd_mjd_utc double precision, event_mjd_utc double precision,
  begin_mjd_tai double precision, end_mjd_tai double precision, group_id text, obs_id text, visit bigint, day_obs integer, detector integer, instrument text,
  ra double precision, dec double precision, rotation double precision, filters text, n integer, file text NOT NULL, content text NOT NULL
);
CREATE INDEX event_by_kind ON ap.event (kind, sent_mjd_tai);
CREATE INDEX event_by_visit ON ap.event (visit) WHERE visit IS NOT NULL;
CREATE INDEX event_by_group ON ap.event (group_id) WHERE group_id IS NOT NULL;
CREATE TABLE ap.scheduled_target (
  event_id bigint NOT NULL, target_no integer NOT NULL, mjd double precision, ra double precision NOT NULL, dec double precision NOT NULL,
  rotation double precision, exposure double precision, exposures integer, filter text, PRIMARY KEY (event_id, target_no)
);

GRANT SELECT ON ap.event, ap.scheduled_target, ap.object_order, ap.cell_order, ap.detector_order, ap.visit_cell, ap.cell_inversion TO dax_user;
-- views are read with the rights of who asks (version 6)
GRANT SELECT ON dax.order_object, dax.object_source, dax.object_clock, dax.object_rank, dax.cell_time, dax.cell_rank, dax.cell_count TO dax_user;
GRANT EXECUTE ON FUNCTION dax.inversions(integer[], integer[]), dax.stored_attempt(bigint, integer) TO dax_user;
`
