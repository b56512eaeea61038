import type { Sql } from '../../archive/db.ts'

/** Two nights of the processing log for tests: a failure that was caught up, a tie, an attempt at a visit that nobody recorded, deliveries of all kinds. */
export async function loadFewAttempts(sql: Sql): Promise<void> {
  await sql.exec(`
    INSERT INTO ap.visit (visit, day_obs, seq_num, band, boresight_ra, boresight_dec, rotation, begin_mjd_tai, end_mjd_tai, synthetic) VALUES
      (2026031800001, 20260318, 1, 'r', 150, 2, 10, 61117.2, 61117.2003, 1), (2026031800002, 20260318, 2, 'g', 151, 2, 20, 61117.1, 61117.1003, 1),
      (2026031900001, 20260319, 1, 'i', 152, 2, 30, 61118.1, 61118.1003, 0);
    INSERT INTO ap.attempt (visit, detector, attempt, day_obs, reason, queued_mjd_tai, started_mjd_tai, stored_mjd_tai, ended_mjd_tai, node, pipeline, version, status, exception_type, synthetic) VALUES
      (2026031800001, 3, 1, 20260318, 'prompt', 61117.21, 61117.22, 61117.3, 61117.31, 'n1', 'ApPipe', 'w1', 1, NULL, 1),
      (2026031800002, 3, 1, 20260318, 'prompt', 61117.11, 61117.12, NULL, 61117.13, 'n1', 'ApPipe', 'w1', -1, 'TooFewStars', 1),
      (2026031800002, 3, 2, 20260318, 'catch-up', 61117.35, 61117.36, 61117.4, 61117.5, 'n2', 'ApPipe', 'w2', 1, NULL, 1),
      (2026031800002, 4, 1, 20260318, 'prompt', 61117.11, 61117.12, 61117.4, 61117.45, NULL, 'ApPipe', 'w1', 1, NULL, 0),
      (2026031800009, 5, 1, 20260318, 'prompt', 61117.4, NULL, NULL, NULL, NULL, 'ApPipe', 'w1', -3, NULL, 1);
    INSERT INTO ap.delivery (attempt_id, product, state, at_mjd_tai, n, why) VALUES
      (1, 'alerts', 'delivered', 61117.31, 12, NULL), (1, 'images', 'failed', NULL, NULL, 'full'), (1, 'newsletter', 'sent', NULL, NULL, NULL), (4, 'catalogue', 'withheld', NULL, 0, NULL)`)
}
