import type { Sql } from '../dax/archive/db.ts'

/** A night of 1,000 visits and 189,000 attempts (as many as `visits` says), with four deliveries each, made by the database in a few seconds. */
export async function loadBenchNight(db: Sql, dayObs: number, visits = 1000): Promise<void> {
  const begin = `60000.0 + v * 40 / 86400.0`
  await db.exec(`INSERT INTO ap.visit (visit, day_obs, seq_num, group_id, band, physical_filter, boresight_ra, boresight_dec, rotation, begin_mjd_tai, end_mjd_tai, target, synthetic)
    SELECT ${dayObs}::bigint * 100000 + v, ${dayObs}, v, 'g' || v, (ARRAY['u','g','r','i','z','y'])[1 + v % 6], 'filter', mod(v * 7, 360), mod(v * 3, 90) - 60, mod(v, 360), ${begin}, ${begin} + 30 / 86400.0, 'bench', 1
    FROM generate_series(1, ${visits}) AS v`)
  await db.exec(`INSERT INTO ap.attempt (visit, detector, attempt, day_obs, reason, queued_mjd_tai, started_mjd_tai, stored_mjd_tai, ended_mjd_tai, node, pipeline, version, status, caveats, exception_type, exception_message, quantum_id, synthetic)
    SELECT ${dayObs}::bigint * 100000 + v, d, 1, ${dayObs}, 'prompt', ${begin} + 37 / 86400.0, ${begin} + (38 + h / 1000.0) / 86400.0,
      CASE WHEN h % 100 <> 0 THEN ${begin} + (60 + h / 500.0) / 86400.0 END, ${begin} + (61 + h / 500.0) / 86400.0,
      'ap-node-' || lpad((1 + h % 16)::text, 2, '0'), 'ApPipe', 'pipelines-5ad0c1f-config-9be7', CASE WHEN h % 100 = 0 THEN -1 ELSE 1 END, NULL,
      CASE WHEN h % 100 = 0 THEN 'lsst.ip.diffim.NoKernelCandidatesError' END, NULL, md5(h::text), 1
    FROM generate_series(1, ${visits}) AS v, generate_series(0, 188) AS d, LATERAL (SELECT abs(hashint8(v * 1000 + d)) % 20000 AS h) AS x`)
  await db.exec(`INSERT INTO ap.delivery (attempt_id, product, state, at_mjd_tai, n, why)
    SELECT attempt_id, p, CASE WHEN status = 1 OR p = 'provenance' THEN 'delivered' ELSE 'failed' END, CASE WHEN status = 1 THEN ended_mjd_tai + k / 86400.0 END,
      CASE WHEN status = 1 THEN mod(visit, 90) * k ELSE 0 END, CASE WHEN status <> 1 THEN exception_type END
    FROM ap.attempt, (VALUES ('alerts', 1.5), ('images', 7), ('catalogue', 0.5), ('provenance', 9)) AS x(p, k) WHERE day_obs = ${dayObs} ORDER BY 1, 2`)
  await db.exec('ANALYZE ap.visit, ap.attempt, ap.delivery')
}
