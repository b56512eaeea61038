import { polygonHasSql } from '../sql/polygon.sql.ts'
import { cellsOf } from '../sql/search.sql.ts'

/**
 * Version 10: footprints joined with positions and with each other by their index; jobs that tell whether
 * a server is at work on them; corners of a polygon are inside it (one footprint of seven did not meet its equal).
 *
 * A key of the index is NUNIQ (vo/sky/footprint-index.ts): the key of the cell that holds it, n orders up, is key >> 2n; those inside it, n orders
 * down, are [key << 2n, key + 1 << 2n). The functions give ids of images that the caller joins with what may be read, and their COST keeps the
 * planner from calling them once for each pair of rows.
 */
export const joins = `
${polygonHasSql}
-- bits of a number below 2^8, with a zero before each
CREATE FUNCTION dax.spread_bits(x int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT ((((((x | (x << 4)) & 3855) | (((x | (x << 4)) & 3855) << 2)) & 13107) | (((((x | (x << 4)) & 3855) | (((x | (x << 4)) & 3855) << 2)) & 13107) << 1)) & 21845)
$$;

-- NUNIQ key of the HEALPix cell of order 8 at a position (nested; Gorski et al. 2005)
CREATE FUNCTION dax.cell_key(ra float8, de float8) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE tt float8 := (ra - 360 * floor(ra / 360)) / 90; z float8 := sind(de); a float8; b float8; jp int; jm int; face int; x int; y int;
BEGIN
  IF tt >= 4 THEN tt := 0; END IF;
  IF abs(z) <= 2.0 / 3 THEN
    a := 256 * (0.5 + tt); b := 192 * z; jp := floor(a - b); jm := floor(a + b);
    face := CASE WHEN jp >> 8 = jm >> 8 THEN ((jp >> 8) & 3) | 4 WHEN jp >> 8 < jm >> 8 THEN (jp >> 8) & 3 ELSE ((jm >> 8) & 3) + 8 END;
    x := jm & 255; y := 255 - (jp & 255);
  ELSE
    a := tt - floor(tt); b := 256 * sqrt(6.0) * sind((90 - abs(de)) / 2); jp := least(255, floor(a * b)); jm := least(255, floor((1 - a) * b));
    face := floor(tt) + CASE WHEN z > 0 THEN 0 ELSE 8 END;
    IF z > 0 THEN x := 255 - jm; y := 255 - jp; ELSE x := jp; y := jm; END IF;
  END IF;
  RETURN 262144 + (face << 16) + dax.spread_bits(x) + 2 * dax.spread_bits(y);
END $$;

-- images whose footprint holds a position
CREATE FUNCTION dax.images_at(ra float8, de float8) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE STRICT SECURITY DEFINER COST 10000
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off SET search_path = pg_catalog
AS $$
  WITH candidate AS MATERIALIZED (
    SELECT c.image_id FROM (SELECT dax.cell_key(ra, de) AS deepest OFFSET 0) AS here CROSS JOIN generate_series(0, 16, 2) AS up(bits)
      JOIN dax.image_cell AS c ON c.cell = here.deepest >> up.bits WHERE de BETWEEN -90 AND 90
  )
  SELECT coalesce(array_agg(i.image_id), '{}') FROM candidate JOIN dax.image AS i ON i.image_id = candidate.image_id WHERE dax.shape_has(i.s_shape, ra, de)
$$;

-- images whose footprint meets that of an image
CREATE FUNCTION dax.images_with(id bigint) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE STRICT SECURITY DEFINER COST 20000
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET search_path = pg_catalog
AS $$
  WITH mine AS MATERIALIZED (SELECT cell FROM dax.image_cell WHERE image_id = id),
  keys AS MATERIALIZED (
    SELECT DISTINCT cell >> bits AS lo, (cell >> bits) + 1 AS hi FROM mine CROSS JOIN generate_series(0, 16, 2) AS up(bits) WHERE cell >> bits >= 4
    UNION ALL
    SELECT cell << bits, (cell + 1) << bits FROM mine CROSS JOIN generate_series(2, 16, 2) AS down(bits) WHERE cell << bits < 1048576
  ),
  candidate AS MATERIALIZED (SELECT DISTINCT c.image_id FROM keys ${cellsOf('keys')})
  SELECT coalesce(array_agg(i.image_id), '{}') FROM candidate JOIN dax.image AS i ON i.image_id = candidate.image_id
  WHERE dax.shape_intersects(i.s_shape, (SELECT s_shape FROM dax.image WHERE image_id = id))
$$;
GRANT EXECUTE ON FUNCTION dax.spread_bits, dax.cell_key, dax.images_at, dax.images_with TO dax_user;
-- they tell nothing of rows that may not be read but their ids, to a join that drops those: with row security an index only takes such functions.
-- Only a superuser may say so; without one these joins stay slow.
DO $$ BEGIN
  ALTER FUNCTION dax.images_at LEAKPROOF;
  ALTER FUNCTION dax.images_with LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

-- when the server that runs a job said so last; null for one that nobody runs
ALTER TABLE dax.job ADD COLUMN beat_ms double precision;
`
