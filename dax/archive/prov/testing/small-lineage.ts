import type { Sql } from '../../db.ts'

/**
 * A hand-made history: raw-1, raw-2 and flat → calibrate quanta → calexp-1, calexp-2 → coadd (which also had calexp-3 predicted: its quantum failed
 * twice). calexp-2 also went into a private activity, and a private entity lies between raw-0 and raw-1. The coadd's author is a person.
 */
export async function loadSmallLineage(sql: Sql): Promise<void> {
  await sql.exec(`
    INSERT INTO dax.prov_agent (agent_no, agent_id, name, type) VALUES (1, 'agent:operator', 'Operations', 'Organization'), (2, 'agent:ada', 'Ada', 'Person');
    INSERT INTO dax.prov_entity_description (description_no, name) VALUES (1, 'raw'), (2, 'flat'), (3, 'calexp'), (4, 'deepCoadd');
    INSERT INTO dax.prov_activity_description (description_no, name) VALUES (1, 'calibrate'), (2, 'assembleCoadd');
    INSERT INTO dax.prov_run (run_no, name, agent_no) VALUES (1, 'run/one', 1);
    INSERT INTO dax.prov_node (node_no, name) VALUES (1, 'node-7');
    INSERT INTO dax.prov_role (role_no, role) VALUES (1, 'exposure'), (2, 'flat'), (3, 'out'), (4, 'warps');
    INSERT INTO dax.prov_entity (entity_no, entity_id, dataset_uuid, name, description_no, run_no, visit, detector, produced, visibility) VALUES
      (1, 'e:raw-1', 'uuid-raw-1', 'raw 1', 1, 1, 9007199254740993, 5, true, 'public'), (2, 'e:raw-2', NULL, 'raw 2', 1, 1, 2, 5, true, 'public'),
      (3, 'e:raw-3', NULL, 'raw 3', 1, 1, 3, 5, true, 'public'), (4, 'e:flat', NULL, 'flat', 2, 1, NULL, 5, true, 'public'),
      (5, 'e:calexp-1', NULL, 'calexp 1', 3, 1, 1, 5, true, 'public'), (6, 'e:calexp-2', NULL, 'calexp 2', 3, 1, 2, 5, true, 'public'),
      (7, 'e:calexp-3', NULL, 'calexp 3', 3, 1, 3, 5, false, 'public'), (8, 'e:coadd', NULL, 'coadd', 4, 1, NULL, NULL, true, 'public'),
      (9, 'e:secret', NULL, 'secret', 1, 1, NULL, NULL, true, 'private'), (10, 'e:raw-0', NULL, 'raw 0', 1, 1, NULL, NULL, true, 'public'),
      (11, 'e:from-private', NULL, 'made in private', 3, 1, NULL, NULL, true, 'public');
    INSERT INTO dax.prov_activity (activity_no, activity_id, name, description_no, run_no, visit, detector, status, attempts, node_no, exception_type, exception_message, start_time, end_time, visibility) VALUES
      (1, 'a:cal-1', 'calibrate 1', 1, 1, 1, 5, 1, 2, 1, NULL, NULL, 60000, 60000.1, 'public'), (2, 'a:cal-2', 'calibrate 2', 1, 1, 2, 5, 1, 1, 1, NULL, NULL, 60001, 60001.1, 'public'),
      (3, 'a:cal-3', 'calibrate 3', 1, 1, 3, 5, -1, 2, 1, 'MatcherFailure', 'no stars', 60002, 60002.1, 'public'),
      (4, 'a:coadd', 'assemble', 2, 1, NULL, NULL, 1, 1, 1, NULL, NULL, 60003, 60003.1, 'public'), (5, 'a:private', 'hidden', 2, 1, NULL, NULL, 1, 1, 1, NULL, NULL, 60004, 60004.1, 'private');
    INSERT INTO dax.prov_attempt (activity_no, attempt, status, node_no, exception_type, exception_message) VALUES
      (1, 1, -1, 1, 'OSError', 'disk'), (1, 2, 1, 1, NULL, NULL), (3, 1, -1, 1, 'OSError', 'disk'), (3, 2, -1, 1, 'MatcherFailure', 'no stars');
    INSERT INTO dax.prov_used (activity_no, entity_no, role_no, state) VALUES (1, 1, 1, 0), (2, 2, 1, 0), (3, 3, 1, 0), (1, 4, 2, 0), (2, 4, 2, 0), (3, 4, 2, 1),
      (4, 5, 4, 0), (4, 6, 4, 0), (4, 7, 4, 2), (5, 6, 1, 0);
    INSERT INTO dax.prov_generated (entity_no, activity_no, role_no) VALUES (5, 1, 3), (6, 2, 3), (7, 3, 3), (8, 4, 3), (11, 5, 3);
    INSERT INTO dax.prov_derived (entity_no, used_entity_no) VALUES (1, 9), (9, 10);
    INSERT INTO dax.prov_attributed (entity_no, agent_no, role) VALUES (8, 2, 'author');
  `)
}
