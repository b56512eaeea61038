import type { Sql } from '../../../archive/db.ts'

/** Visits of the hand-made rows: beyond 2^53, so that a rounded number misses them. */
export const visitA = '9007199254740993'
export const visitB = '9007199254740995'
export const badFlatUuid = '01890a5d-ac96-774b-bcce-b302099a8057'

/**
 * A history small enough to answer by eye. Times are MJD; runs a (day 60001–60005), b (60012), c (60020).
 *
 *   raw-A, flat → isr-A (n1) → post-A → cal-A (n1; a first attempt on n2 was aborted) → calexp-A ┐
 *   raw-B, flat → isr-B (n1) → post-B → cal-B (n1, run a): failed, blocked diff-B                │
 *                              post-B → cal-B2 (n2, run b, configuration patched) → calexp-B2 ───┴→ coadd (n2, run c) ⇒ poster (stated, no activity)
 *
 * Object 77 has source 1 of visit A, observed first and stored last, and source 2 of visit B. Source 3 was moved to object 99.
 */
export async function loadHandMadeRows(sql: Sql): Promise<void> {
  await sql.exec(`
    INSERT INTO dax.prov_entity_description (description_no, name) VALUES (1, 'raw'), (2, 'flat'), (3, 'post'), (4, 'calexp'), (5, 'deep_coadd'), (6, 'diff'), (7, 'poster');
    INSERT INTO dax.prov_activity_description (description_no, name, pipeline) VALUES (1, 'isr', 'P'), (2, 'cal', 'P'), (3, 'stack', 'Q'), (4, 'sub', 'P');
    INSERT INTO dax.prov_run (run_no, name) VALUES (1, 'run/a'), (2, 'run/b'), (3, 'run/c');
    INSERT INTO dax.prov_package (run_no, name, version, git_sha) VALUES
      (1, 'sci', '1.0', 'aaaaaa0000000000000000000000000000000000'), (2, 'sci', '1.1', 'bbbbbb0000000000000000000000000000000000'),
      (1, 'base', '7', NULL), (2, 'base', '7', NULL), (2, 'extra', '1', NULL), (3, 'sci', '1.1', 'bbbbbb0000000000000000000000000000000000');
    INSERT INTO dax.prov_node (node_no, name) VALUES (1, 'n1'), (2, 'n2');
    INSERT INTO dax.prov_node_validity (node_no, validity_begin, validity_end, os, cores, memory_gb) VALUES (1, 60000, 60003, 'Linux 9', 16, 64), (1, 60003, NULL, 'Linux 9', 32, 128), (2, 60000, NULL, 'Linux 9', 8, 32);
    INSERT INTO dax.prov_configuration (configuration_no, activity_description, version, validity_begin, validity_end, git_sha, manual, author, reason) VALUES
      (1, 1, 1, 60000, NULL, 'aaaaaa0000000000000000000000000000000000', false, NULL, NULL), (2, 2, 1, 60000, 60010, 'aaaaaa0000000000000000000000000000000000', false, NULL, NULL),
      (3, 2, 2, 60004.5, 60015, 'cccccc0000000000000000000000000000000000', true, 'Ada', 'too few stars'), (4, 2, 1, 60010, NULL, 'bbbbbb0000000000000000000000000000000000', false, NULL, NULL);
    INSERT INTO dax.prov_parameter (configuration_no, name, value, number) VALUES (1, 'doFlat', 'True', NULL), (2, 'threshold', '50', 50), (3, 'threshold', '30', 30), (4, 'threshold', '60', 60), (4, 'mode', 'auto', NULL);
    INSERT INTO dax.prov_column_writer (activity_description, table_name, column_name, validity_begin, validity_end) VALUES
      (2, 'ap.dia_source', 'snr', 60000, 60010), (4, 'ap.dia_source', 'snr', 60010, NULL), (4, 'ap.dia_object', '*', 60000, NULL);
    INSERT INTO dax.prov_history (history_no, time, author, description) VALUES (1, 60000, 'Ada', 'Began'), (2, 60004.5, 'Ada', 'Patched cal: 100 % of the stars'), (3, 60010, 'Ben', 'Deployed sci 1.1');
    INSERT INTO dax.prov_quality_metric (metric_no, name, unit, lower_threshold, upper_threshold) VALUES (1, 'seeing', 'arcsec', NULL, 1.5), (2, 'stars', NULL, 10, NULL);
    INSERT INTO dax.prov_role (role_no, role) VALUES (1, 'in'), (2, 'flat'), (3, 'out');
    INSERT INTO dax.prov_entity (entity_no, entity_id, dataset_uuid, name, description_no, run_no, visit, detector, band, tract, patch, produced) VALUES
      (1, 'e:raw-A', NULL, 'raw A', 1, NULL, ${visitA}, 5, 'g', NULL, NULL, true), (2, 'e:raw-B', NULL, 'raw B', 1, NULL, ${visitB}, 5, 'g', NULL, NULL, true),
      (3, 'e:flat', '${badFlatUuid}', 'flat', 2, NULL, NULL, 5, 'g', NULL, NULL, true), (4, 'e:post-A', NULL, 'post A', 3, 1, ${visitA}, 5, 'g', NULL, NULL, true),
      (5, 'e:post-B', NULL, 'post B', 3, 1, ${visitB}, 5, 'g', NULL, NULL, true), (6, 'e:calexp-A', NULL, 'calexp A', 4, 1, ${visitA}, 5, 'g', NULL, NULL, true),
      (7, 'e:calexp-B', NULL, 'calexp B', 4, 1, ${visitB}, 5, 'g', NULL, NULL, false), (8, 'e:calexp-B2', NULL, 'calexp B again', 4, 2, ${visitB}, 5, 'g', NULL, NULL, true),
      (9, 'e:coadd', NULL, 'coadd', 5, 3, NULL, NULL, 'g', 1, 2, true), (10, 'e:poster', NULL, 'poster', 7, NULL, NULL, NULL, NULL, NULL, NULL, true),
      (11, 'e:diff-B', NULL, 'diff B', 6, 1, ${visitB}, 5, 'g', NULL, NULL, false);
    INSERT INTO dax.prov_activity (activity_no, activity_id, description_no, run_no, configuration_no, visit, detector, day_obs, start_time, end_time, status, attempts, node_no, exception_type, exception_message) VALUES
      (1, 'a:isr-A', 1, 1, 1, ${visitA}, 5, 20260101, 60001, 60001.1, 1, 1, 1, NULL, NULL), (2, 'a:isr-B', 1, 1, 1, ${visitB}, 5, 20260101, 60002, 60002.1, 1, 1, 1, NULL, NULL),
      (3, 'a:cal-A', 2, 1, 2, ${visitA}, 5, 20260101, 60003, 60003.1, 1, 2, 1, NULL, NULL),
      (4, 'a:cal-B', 2, 1, 2, ${visitB}, 5, 20260101, 60004, 60004.1, -1, 1, 1, 'x.MatcherFailure', 'no stars'),
      (5, 'a:cal-B2', 2, 2, 3, ${visitB}, 5, 20260101, 60012, 60012.1, 1, 1, 2, NULL, NULL), (6, 'a:stack', 3, 3, NULL, NULL, NULL, NULL, 60020, 60020.1, 1, 1, 2, NULL, NULL),
      (7, 'a:sub-B', 4, 1, NULL, ${visitB}, 5, 20260101, NULL, NULL, 0, 0, NULL, NULL, NULL);
    INSERT INTO dax.prov_attempt (activity_no, attempt, status, node_no, start_time, end_time, exception_type)
      SELECT activity_no, attempts, status, node_no, start_time, end_time, exception_type FROM dax.prov_activity WHERE attempts > 0
      UNION ALL SELECT 3, 1, -4, 2, 60002.9, 60002.95, 'Shutdown';
    INSERT INTO dax.prov_used (activity_no, entity_no, role_no, state) VALUES (1, 1, 1, 0), (1, 3, 2, 0), (2, 2, 1, 0), (2, 3, 2, 0), (3, 4, 1, 0), (4, 5, 1, 0), (5, 5, 1, 0),
      (6, 6, 1, 0), (6, 8, 1, 0), (6, 7, 1, 2), (7, 7, 1, 2);
    INSERT INTO dax.prov_generated (entity_no, activity_no, role_no) VALUES (4, 1, 3), (5, 2, 3), (6, 3, 3), (7, 4, 3), (8, 5, 3), (9, 6, 3), (11, 7, 3);
    INSERT INTO dax.prov_derived (entity_no, used_entity_no) VALUES (10, 9);
    INSERT INTO dax.prov_quality_rating (entity_no, metric_no, value, time) VALUES (6, 1, 1.2, 60003), (8, 1, 2, 60012), (6, 2, 9, 60003), (8, 2, 10, 60012);
    INSERT INTO ap.visit (visit, day_obs, seq_num, begin_mjd_tai, end_mjd_tai) VALUES (${visitA}, 20260101, 1, 60000.9, 60001.1), (${visitB}, 20260101, 2, 60001.9, 60002.1);
    INSERT INTO ap.dia_object (dia_object_id, ra, dec, n_dia_sources, hpx) VALUES (77, 10, 20, 2, 0);
    INSERT INTO ap.dia_source (dia_source_id, dia_object_id, ss_object_id, ss_object_reassoc_time_mjd_tai, visit, detector, ra, dec, midpoint_mjd_tai, time_processed_mjd_tai, time_stored_mjd_tai, prv_proc_order, hpx) VALUES
      (1, 77, NULL, NULL, ${visitA}, 5, 10, 20, 60001, 60003, 60013, 2, 0), (2, 77, NULL, NULL, ${visitB}, 5, 10, 20, 60002, 60004, 60005, 1, 0), (3, NULL, 99, 60030, ${visitB}, 5, 50, 20, 60002, 60004, 60005, NULL, 0);
    INSERT INTO ap.attempt (attempt_id, visit, detector, attempt, day_obs, reason, node, version, status, quantum_id) VALUES
      (1, ${visitA}, 5, 1, 20260101, 'prompt', 'n1', '1', 1, 'a:cal-A'), (2, ${visitB}, 5, 1, 20260101, 'prompt', 'n1', '1', -1, 'a:cal-B');
    INSERT INTO ap.delivery (attempt_id, product, state, at_mjd_tai, n, why) VALUES (1, 'alerts', 'delivered', 60003.2, 12, NULL), (1, 'images', 'failed', NULL, NULL, 'disk full'), (1, 'catalogue', 'delivered', 60003.2, 12, NULL),
      (2, 'alerts', 'failed', NULL, 0, NULL), (2, 'images', 'failed', NULL, NULL, NULL);
  `)
}
