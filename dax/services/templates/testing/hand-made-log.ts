import type { Sql } from '../../../archive/db.ts'
import { reckonOrder } from '../../../archive/order/reckon-order.ts'

/**
 * A night small enough to answer by eye: 20260102, detector 7 of four visits that saw one place (cell 99). Times are MJD (TAI).
 *
 *   11  observed 60101     failed; catch-up stored it at 60102, after 12 and 14
 *   12  observed 60101.25  stored 60101.5
 *   13  observed 60101.5   aborted, and never tried again
 *   14  observed 60101.625 stored 60101.75
 */
export async function loadHandMadeLog(sql: Sql): Promise<void> {
  await sql.exec(`
    INSERT INTO ap.visit (visit, day_obs, seq_num, band, begin_mjd_tai, end_mjd_tai) VALUES
      (11, 20260102, 1, 'r', 60101, 60101.125), (12, 20260102, 2, 'r', 60101.25, 60101.375), (13, 20260102, 3, 'r', 60101.5, 60101.5625), (14, 20260102, 4, 'i', 60101.625, 60101.6875);
    INSERT INTO ap.visit_cell (visit, cell, detector) VALUES (11, 99, 7), (12, 99, 7), (13, 99, 7), (14, 99, 7);
    INSERT INTO ap.attempt (attempt_id, visit, detector, attempt, day_obs, reason, started_mjd_tai, stored_mjd_tai, ended_mjd_tai, node, status, exception_type, exception_message) VALUES
      (11, 11, 7, 1, 20260102, 'prompt', 60101.25, NULL, 60101.3125, 'n1', -1, 'x.NoStars', 'too few stars'), (12, 11, 7, 2, 20260102, 'catch-up', 60101.875, 60102, 60102, 'n2', 1, NULL, NULL),
      (13, 12, 7, 1, 20260102, 'prompt', 60101.4375, 60101.5, 60101.5, 'n1', 1, NULL, NULL), (14, 13, 7, 1, 20260102, 'prompt', 60101.625, NULL, 60101.75, 'n1', -4, 'x.Gone', 'node went away'),
      (15, 14, 7, 1, 20260102, 'prompt', 60101.6875, 60101.75, 60101.75, 'n1', 1, NULL, NULL);
    INSERT INTO ap.delivery (attempt_id, product, state, at_mjd_tai, n, why) VALUES
      (11, 'alerts', 'failed', NULL, 0, 'x.NoStars'), (11, 'images', 'failed', NULL, 0, 'x.NoStars'), (11, 'catalogue', 'failed', NULL, 0, 'x.NoStars'),
      (12, 'alerts', 'withheld', NULL, 0, 'the night is over'), (12, 'images', 'delivered', 60102, 2, NULL), (12, 'catalogue', 'delivered', 60102, 5, NULL),
      (13, 'alerts', 'delivered', 60101.5, 4, NULL), (13, 'images', 'delivered', 60101.5, 2, NULL), (14, 'alerts', 'failed', NULL, 0, 'x.Gone'), (14, 'images', 'failed', NULL, 0, 'x.Gone'),
      (15, 'alerts', 'delivered', 60101.75, 1, NULL), (15, 'images', 'delivered', 60101.75, 2, NULL);
  `)
  await reckonOrder(sql)
}
