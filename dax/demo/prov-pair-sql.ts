import { apTasks } from './prov-fate.ts'
import type { ProvNames } from './prov-small.ts'
import type { ProvNumbers } from './prov-numbers.ts'
import { storyExceptions } from './prov-stories.ts'

/** A UUID (version 8) made from a text: the same text gives the same one. */
export function uuidSql(text: string): string {
  return `overlay(overlay(md5(${text}) placing '8' from 13) placing 'a' from 17)::uuid::text`
}

/** The id of a quantum from SQL texts for its run number's name, task, and data id. */
export function quantumIdSql(run: string, task: string, dataId: string): string {
  return uuidSql(`'skydax demo quantum|' || ${run} || '|' || ${task} || '|' || ${dataId}`)
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** What the five tasks are, as rows: t, name, description_no, GB of memory, and what a failure of it says. */
function taskRows(names: ProvNames): string {
  const memory = [1.4, 2.2, 2.9, 1.7, 1.1]
  const type = [null, storyExceptions.calibrate, storyExceptions.subtract, null, storyExceptions.associate]
  const said = [
    null,
    'Only 3 stars for the PSF were found; at least 4 are needed. Threshold was 50.0.',
    'Only 2 sources for the kernel were left after clipping; at least 6 are needed.',
    null,
    'errors={}, last_host=apdb-03: no answer within 30 s',
  ]
  return apTasks
    .map((name, t) => `(${t}, ${literal(name)}, ${names.task.get(name)}, ${memory[t]! * 2 ** 30}::bigint, ${text(type[t])}, ${text(said[t])})`)
    .join(', ')
}

function text(value: string | null | undefined): string {
  return value == null ? 'NULL::text' : literal(value)
}

const memorySaid = 'Unable to allocate 250. MiB for an array with shape (4004, 4096, 4); correctable errors of memory are being logged'

/** Statements that write images, quanta, attempts and edges of all visit-detectors from demo_pair. `authority`: publisher DID prefix. */
export function pairStatements(n: ProvNumbers, names: ProvNames, authority: string): readonly string[] {
  const type = (name: string): number => names.type.get(name)!
  const role = (name: string): number => names.role.get(name)!
  const did = (kind: string): string => `${literal(`${authority}demo/${kind}/`)} || p.visit || '/' || p.detector`
  const named = (kind: string): string => `${literal(`${kind} `)} || p.visit || ' ' || p.detector`
  const entity =
    'INSERT INTO dax.prov_entity (entity_no, entity_id, dataset_uuid, name, description_no, run_no, visit, detector, band, day_obs, generated_at'
  const image = (offset: number, kind: string, run: string, at: string): string => `
    ${entity}) SELECT ${n.image + offset} + 3 * p.v, i.obs_publisher_did, ${uuidSql('i.obs_publisher_did')}, ${named(kind)},
      ${type(kind)}, ${run}, p.visit, p.detector, p.band, p.day_obs, ${at}
    FROM demo_pair p JOIN dax.image i ON i.image_id = ${n.firstImage + offset} + 3 * p.v::bigint ORDER BY p.v`
  const between = (offset: number, kind: string, run: string, at: string, produced: string): string => `
    ${entity}, produced) SELECT ${n.between + offset} + 3 * p.v, ${did(kind)}, ${uuidSql(did(kind))}, ${named(kind)},
      ${type(kind)}, ${run}, p.visit, p.detector, p.band, p.day_obs, CASE WHEN ${produced} THEN ${at} END, ${produced}
    FROM demo_pair p ORDER BY p.v`
  const lastRun = (task: number): string => `CASE WHEN p.redo <= ${task} THEN p.again_run_no ELSE p.run_no END`
  const lastEnd = (task: number): string => `CASE WHEN p.redo <= ${task} THEN p.again_at[${task + 2}] ELSE p.at[${task + 2}] END`
  // What the prompt run made (superseded) or was to make (failed, blocked) of what another run then made
  const other = (offset: number, task: number, kind: string): string => `
    ${entity}, invalidated_at, produced, comment) SELECT ${n.other + offset} + 4 * p.w,
      CASE WHEN p.kind = 'superseded' THEN ${did(`superseded/${kind}`)} ELSE ${did(`unmade/${kind}`)} END,
      ${uuidSql(`p.kind || ${did(kind)}`)}, ${named(kind)}, ${type(kind)}, p.run_no, p.visit, p.detector, p.band, p.day_obs,
      CASE WHEN p.kind = 'superseded' THEN p.at[${task + 2}] END, CASE WHEN p.kind = 'superseded' THEN p.again_at[${task + 2}] END, p.kind = 'superseded',
      CASE WHEN p.kind = 'superseded' THEN 'First version; made again by reprocessing' ELSE 'Predicted by this run and not made; made by the catch-up run' END
    FROM demo_pair p WHERE p.redo <= ${task} ORDER BY p.v`
  const tasks = `(VALUES ${taskRows(names)}) AS t(t, task, description_no, memory, exception_type, exception_message)`
  const config = (manual: string, at: string): string => `
    LEFT JOIN LATERAL (SELECT c.configuration_no FROM dax.prov_configuration c
      WHERE c.activity_description = t.description_no AND c.version = ${manual} AND c.validity_begin <= ${at} AND (${at} < c.validity_end OR c.validity_end IS NULL)
      ORDER BY c.configuration_no DESC LIMIT 1) c ON true`
  const activityColumns = `activity_no, activity_id, name, description_no, run_no, configuration_no, visit, detector, band, day_obs, start_time, end_time, status,
    attempts, node_no, exception_type, exception_message, cpu_seconds, wall_seconds, peak_memory_bytes`
  const measured = (from: string, to: string): string =>
    `(${to} - ${from}) * 81000, (${to} - ${from}) * 86400,
       CASE WHEN ${from} IS NOT NULL THEN (t.memory * (0.9 + 0.002 * ((p.visit + 7 * p.detector) % 100)))::bigint END`
  return [
    image(0, 'raw', String(names.run.get('LSSTCamSim/raw/all')), 'p.begin_utc + 36.5 / 86400'),
    image(1, 'visit_image', lastRun(1), lastEnd(1)),
    image(2, 'difference_image', lastRun(2), lastEnd(2)),
    between(0, 'post_isr_image', 'p.run_no', 'p.at[2]', 'true'),
    between(1, 'dia_source_detector', lastRun(3), lastEnd(3), 'true'),
    between(2, 'dia_source_apdb', lastRun(4), lastEnd(4), `(p.kind <> 'associateOwed')`),
    other(0, 1, 'visit_image'),
    other(1, 2, 'difference_image'),
    other(2, 3, 'dia_source_detector'),
    other(3, 4, 'dia_source_apdb'),
    `INSERT INTO dax.prov_activity (activity_no, activity_id, name, kind, description_no, visit, band, day_obs, start_time, end_time)
     SELECT DISTINCT ON (p.k) ${n.observation} + p.k, ${uuidSql(`'skydax demo observation|' || p.visit`)}, 'observe ' || p.visit, 'observation', ${names.task.get('observe')},
       p.visit, p.band, p.day_obs, p.begin_utc, p.begin_utc + 30 / 86400.0 FROM demo_pair p ORDER BY p.k, p.v`,
    `INSERT INTO dax.prov_activity (${activityColumns})
     SELECT ${n.quantum} + 5 * p.v + t.t, ${quantumIdSql('r.name', 't.task', `p.visit || '|' || p.detector`)}, t.task || ' ' || p.visit || ' ' || p.detector,
       t.description_no, p.run_no, c.configuration_no, p.visit, p.detector, p.band, p.day_obs,
       CASE WHEN t.t <= p.fail THEN p.at[t.t + 1] END, CASE WHEN t.t <= p.fail THEN p.at[t.t + 2] END,
       CASE WHEN t.t < p.fail THEN 1 WHEN t.t = p.fail THEN -1 ELSE 0 END,
       CASE WHEN t.t > p.fail THEN 0 WHEN t.t = 1 AND p.aborted_node_no IS NOT NULL THEN 2 ELSE 1 END,
       CASE WHEN t.t > p.fail THEN NULL WHEN t.t = 0 AND p.aborted_node_no IS NOT NULL THEN p.aborted_node_no ELSE p.node_no END,
       CASE WHEN t.t = p.fail THEN CASE WHEN p.kind = 'memoryFailed' THEN ${literal(storyExceptions.memory)} ELSE t.exception_type END END,
       CASE WHEN t.t = p.fail THEN CASE WHEN p.kind = 'memoryFailed' THEN ${literal(memorySaid)} ELSE t.exception_message END END,
       ${measured('CASE WHEN t.t <= p.fail THEN p.at[t.t + 1] END', 'p.at[t.t + 2]')}
     FROM demo_pair p CROSS JOIN ${tasks} JOIN dax.prov_run r ON r.run_no = p.run_no ${config('1', 'p.at[t.t + 1]')} ORDER BY p.v, t.t`,
    `INSERT INTO dax.prov_activity (${activityColumns})
     SELECT ${n.second} + 5 * p.w + t.t, ${quantumIdSql('r.name', 't.task', `p.visit || '|' || p.detector`)}, t.task || ' ' || p.visit || ' ' || p.detector,
       t.description_no, p.again_run_no, c.configuration_no, p.visit, p.detector, p.band, p.day_obs, p.again_at[t.t + 1], p.again_at[t.t + 2], 1, 1,
       p.again_node_no, NULL, NULL, ${measured('p.again_at[t.t + 1]', 'p.again_at[t.t + 2]')}
     FROM demo_pair p JOIN ${tasks} ON t.t >= p.redo JOIN dax.prov_run r ON r.run_no = p.again_run_no
     ${config(`CASE WHEN p.kind = 'calibrateFailed' AND t.t = 1 THEN 2 ELSE 1 END`, 'p.again_at[t.t + 1]')} ORDER BY p.w, t.t`,
    `INSERT INTO dax.prov_attempt (activity_no, attempt, status, node_no, start_time, end_time, exception_type, exception_message, cpu_seconds, wall_seconds, peak_memory_bytes)
     SELECT activity_no, attempts, status, node_no, start_time, end_time, exception_type, exception_message, cpu_seconds, wall_seconds, peak_memory_bytes
     FROM dax.prov_activity WHERE activity_no >= ${n.quantum} AND activity_no < ${n.observation} AND attempts > 0 ORDER BY activity_no`,
    `INSERT INTO dax.prov_attempt (activity_no, attempt, status, node_no, start_time, end_time, exception_type, exception_message, cpu_seconds, wall_seconds)
     SELECT ${n.quantum + 1} + 5 * p.v, 1, -4, p.aborted_node_no, p.aborted_start, p.aborted_end, ${literal(storyExceptions.retry)},
       'Worker was told to stop: its node is being drained', 3.1, 4 FROM demo_pair p WHERE p.aborted_node_no IS NOT NULL`,
    ...generatedStatements(n, role),
    ...usedStatements(n, role),
  ]
}

function generatedStatements(n: ProvNumbers, role: (name: string) => number): readonly string[] {
  const columns = 'INSERT INTO dax.prov_generated (entity_no, activity_no, role_no, time) SELECT'
  const outputs = [
    [1, 1, `${n.image + 1} + 3 * p.v`, `${n.other} + 4 * p.w`, role('exposure')],
    [2, 2, `${n.image + 2} + 3 * p.v`, `${n.other + 1} + 4 * p.w`, role('difference')],
    [3, 3, `${n.between + 1} + 3 * p.v`, `${n.other + 2} + 4 * p.w`, role('outputSources')],
    [4, 4, `${n.between + 2} + 3 * p.v`, `${n.other + 3} + 4 * p.w`, role('diaSourceApdb')],
  ] as const
  return [
    `${columns} ${n.image} + 3 * p.v, ${n.observation} + p.k, ${role('raw')}, p.begin_utc + 36.5 / 86400 FROM demo_pair p`,
    `${columns} ${n.between} + 3 * p.v, ${n.quantum} + 5 * p.v, ${role('outputExposure')}, p.at[2] FROM demo_pair p`,
    ...outputs.flatMap(([task, , main, other, roleNo]) => [
      `${columns} CASE WHEN p.redo <= ${task} THEN ${other} ELSE ${main} END, ${n.quantum + task} + 5 * p.v, ${roleNo},
         CASE WHEN p.fail > ${task} THEN p.at[${task + 2}] END FROM demo_pair p`,
      `${columns} ${main}, ${n.second + task} + 5 * p.w, ${roleNo}, p.again_at[${task + 2}] FROM demo_pair p WHERE p.redo <= ${task}`,
    ]),
  ]
}

function usedStatements(n: ProvNumbers, role: (name: string) => number): readonly string[] {
  const columns = 'INSERT INTO dax.prov_used (activity_no, entity_no, role_no, state, time) SELECT'
  // Each task after isr reads what the task before it made; made by this run, or by the run that made it again
  const chain = [
    [2, `${n.image + 1} + 3 * p.v`, `${n.other} + 4 * p.w`, role('science')],
    [3, `${n.image + 2} + 3 * p.v`, `${n.other + 1} + 4 * p.w`, role('difference')],
    [4, `${n.between + 1} + 3 * p.v`, `${n.other + 2} + 4 * p.w`, role('diaSourceTable')],
  ] as const
  return [
    `${columns} ${n.quantum} + 5 * p.v, ${n.image} + 3 * p.v, ${role('ccdExposure')}, 0, p.at[1] FROM demo_pair p`,
    `${columns} ${n.quantum} + 5 * p.v, c.entity_no, c.role_no, 0, p.at[1]
     FROM demo_pair p JOIN demo_calibration c ON c.detector = p.detector AND (c.band IS NULL OR c.band = p.band AND c.bad = p.bad_flat)`,
    `${columns} ${n.quantum + 1} + 5 * p.v, ${n.between} + 3 * p.v, ${role('exposures')}, 0, p.at[2] FROM demo_pair p`,
    `${columns} ${n.second + 1} + 5 * p.w, ${n.between} + 3 * p.v, ${role('exposures')}, 0, p.again_at[2] FROM demo_pair p WHERE p.redo <= 1`,
    ...chain.flatMap(([task, main, other, roleNo]) => [
      `${columns} ${n.quantum + task} + 5 * p.v, CASE WHEN p.redo < ${task} THEN ${other} ELSE ${main} END, ${roleNo},
         CASE WHEN p.fail < ${task} THEN 2 ELSE 0 END, CASE WHEN p.fail >= ${task} THEN p.at[${task + 1}] END FROM demo_pair p`,
      `${columns} ${n.second + task} + 5 * p.w, ${main}, ${roleNo}, 0, p.again_at[${task + 1}] FROM demo_pair p WHERE p.redo <= ${task}`,
    ]),
  ]
}
