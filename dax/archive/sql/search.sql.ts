/**
 * Joins the keys of the index in each range of `ranges` (lo, hi), as c. One look into the index for each range, whatever the planner expects of it: it
 * takes a range for a tenth of all keys, and would rather read the whole index in the order of images once and compare each key with every range.
 */
export function cellsOf(ranges: string): string {
  return `CROSS JOIN LATERAL (SELECT image_id FROM dax.image_cell WHERE cell >= ${ranges}.lo AND cell < ${ranges}.hi OFFSET 0) AS c`
}

/**
 * Region search as one function, so that every service plans it the same: index ranges first, exact test for the rest. ROWS tells the planner
 * to look images up by id instead of reading them all; the SET clauses keep its own two joins on the indexes. Sorting instead of hashing matters:
 * PostgreSQL expects hundreds of thousands of keys in a range, and making hash tables for so many takes 28 ms before the first key is read.
 */
export const searchSql = `
CREATE FUNCTION dax.images_meeting(sure_lo bigint[], sure_hi bigint[], maybe_lo bigint[], maybe_hi bigint[], shape float8[]) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 200
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_hashagg = off SET search_path = pg_catalog
AS $$
  WITH sure AS MATERIALIZED (
    SELECT DISTINCT c.image_id FROM unnest(sure_lo, sure_hi) AS r(lo, hi) ${cellsOf('r')}
  ), candidate AS MATERIALIZED (
    SELECT c.image_id FROM unnest(maybe_lo, maybe_hi) AS r(lo, hi) ${cellsOf('r')}
    EXCEPT SELECT image_id FROM sure
  )
  SELECT image_id FROM sure
  UNION ALL
  SELECT i.image_id FROM candidate JOIN dax.image i ON i.image_id = candidate.image_id WHERE dax.shape_intersects(i.s_shape, shape)
$$;
`
