import type { ExampleFacts } from './example-facts.ts'
import {
  datasetTypeParameter,
  detectorParameter,
  nightParameter,
  nodeParameter,
  prv,
  runParameter,
  startedParameter,
  taskParameter,
  visitParameter,
  within,
} from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

const statuses = [
  { value: 'FAILED', label: 'Failed' },
  { value: 'BLOCKED', label: 'Blocked by a failure upstream' },
  { value: 'ABORTED', label: 'Aborted' },
  { value: 'ABORTED_SUCCESS', label: 'Aborted after success' },
  { value: 'UNKNOWN', label: 'Unknown' },
]

const dataId = `[[AND e.visit = {visit}]] [[AND e.detector = {detector}]] [[AND e.tract = {tract}]] [[AND e.patch = {patch}]] [[AND e.band = {band}]] [[AND e.run = {run}]]`

/** What went wrong, and what did not come to be. */
export function failureTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'failed-quanta',
      title: 'Failures',
      question: 'What failed, where, and why?',
      parameters: [
        runParameter({ help: 'Only this run; empty = all' }),
        nightParameter({ help: 'Only this observing day; empty = all' }),
        taskParameter({ help: 'Only these tasks; empty = all', list: true }),
        { name: 'status', type: 'enum', label: 'Status', help: 'How it ended; empty = in any way but well', options: statuses, list: true },
        {
          name: 'exception',
          type: 'text',
          label: 'Exception',
          help: 'Class of the exception, or a part of its name',
          lookup: "SELECT DISTINCT TOP 40 exception_type FROM prov.quantum WHERE status < 1 AND exception_type ILIKE '%' || {typed} || '%'",
        },
        nodeParameter({ help: 'Only on this computer; empty = all' }),
        startedParameter(),
      ],
      adql: `SELECT q.quantum_id, q.task, q.visit, q.detector, q.band, q.status_name, q.caveats, q.exception_type, q.exception_message, q.node, q.attempts, q.run, q.start_time
FROM prov.quantum AS q
WHERE q.status < 1 [[AND q.run = {run}]] [[AND q.day_obs = {day_obs}]]
  [[AND q.task IN {task}]]
  [[AND q.status_name IN {status}]]
  [[AND q.exception_type ILIKE '%' || {exception} || '%']]
  [[AND q.node = {node}]]
${within('q.start_time')}
ORDER BY run, visit, detector, start_time`,
      tables: ['prov.quantum'],
      show: 'table',
      example: { run: facts.runs.prompt, status: ['FAILED'] },
    },
    {
      id: 'why-missing',
      title: 'Why something is missing',
      question: 'Why does this product not exist?',
      parameters: [
        datasetTypeParameter({ required: true }),
        visitParameter({ help: 'Visit of the product; empty where it has none' }),
        detectorParameter({ help: 'Detector of the product; empty where it has none' }),
        { name: 'tract', type: 'tract', label: 'Tract', help: 'Tract of the product; empty where it has none', ucd: 'meta.id' },
        { name: 'patch', type: 'patch', label: 'Patch', help: 'Patch of the product; empty where it has none', ucd: 'meta.id' },
        { name: 'band', type: 'band', label: 'Band', help: 'u, g, r, i, z or y; empty = any', ucd: 'instr.bandpass' },
        runParameter({ help: 'Only this run; empty = all' }),
      ],
      adql: `SELECT CASE
    WHEN e.produced = 1 THEN 'it exists'
    WHEN q.quantum_id IS NULL THEN 'predicted; no execution is recorded'
    WHEN q.status = -1 THEN 'its execution failed'
    WHEN q.status = 0 THEN 'blocked: something before it failed'
    WHEN q.status = -4 THEN 'its execution was aborted'
    WHEN q.status = 1 THEN 'its execution ended well and had no work for it'
    ELSE 'unknown' END AS verdict,
  e.entity_id, e.dataset_type, e.visit, e.detector, e.tract, e.patch, e.band, e.run, e.produced, q.task, q.quantum_id, q.status_name, q.caveats, q.exception_type, q.exception_message, q.node, q.start_time
FROM prov.entity AS e
  LEFT JOIN prov.was_generated_by AS g ON g.entity_id = e.entity_id
  LEFT JOIN prov.quantum AS q ON q.quantum_id = g.activity_id
WHERE e.dataset_type = {dataset_type} ${dataId}
UNION ALL
SELECT 'this failed before it' AS verdict,
  e.entity_id, e.dataset_type, e.visit, e.detector, e.tract, e.patch, e.band, e.run, e.produced, f.task, f.quantum_id, f.status_name, f.caveats, f.exception_type, f.exception_message, f.node, f.start_time
FROM prov.entity AS e
  JOIN prov.was_generated_by AS g ON g.entity_id = e.entity_id
  JOIN prov.quantum AS q ON q.quantum_id = g.activity_id
  JOIN prov.quantum AS f ON f.visit = q.visit AND f.detector = q.detector AND f.run = q.run
WHERE e.dataset_type = {dataset_type} AND e.produced = 0 AND q.status = 0 AND f.status = -1 ${dataId}
UNION ALL
SELECT 'never predicted: no run was to make it' AS verdict,
  NULL AS entity_id, d.name AS dataset_type, NULL AS visit, NULL AS detector, NULL AS tract, NULL AS patch, NULL AS band, NULL AS run, 0 AS produced,
  NULL AS task, NULL AS quantum_id, NULL AS status_name, NULL AS caveats, NULL AS exception_type, NULL AS exception_message, NULL AS node, NULL AS start_time
FROM prov.entity_description AS d
WHERE d.name = {dataset_type} AND NOT EXISTS (SELECT 1 FROM prov.entity AS e WHERE e.dataset_type = {dataset_type} ${dataId})`,
      tables: ['prov.entity', 'prov.was_generated_by', 'prov.quantum', 'prov.entity_description'],
      show: 'table',
      entityColumn: 'entity_id',
      example: { dataset_type: 'difference_image', visit: facts.visit, detector: facts.failed },
    },
    {
      id: 'retries',
      title: 'Retries',
      question: 'What had to be tried more than once?',
      parameters: [
        {
          name: 'attempts',
          type: 'int',
          label: 'Attempts',
          help: 'At least so many',
          ucd: 'meta.number',
          min: '1',
          max: '1000',
          default: '2',
          required: true,
        },
        runParameter({ help: 'Only this run; empty = all' }),
        startedParameter(),
      ],
      adql: `SELECT q.quantum_id, q.task, q.visit, q.detector, q.run, q.attempts, q.status_name, t.attempt, t.status_name AS attempt_status, t.node AS attempt_node, t.start_time AS attempt_start, t.exception_type, t.exception_message
FROM prov.quantum AS q LEFT JOIN prov.quantum_attempt AS t ON t.quantum_id = q.quantum_id
WHERE q.attempts >= {attempts} [[AND q.run = {run}]]
${within('q.start_time')}
ORDER BY 5, 3, 4, 1, 8`,
      tables: ['prov.quantum', 'prov.quantum_attempt'],
      show: 'table',
      example: { run: facts.runs.prompt },
    },
    {
      id: 'reprocessed',
      title: 'Processed more than once',
      question: 'What was processed in more than one run?',
      parameters: [
        taskParameter({ required: true }),
        visitParameter({ help: 'Only this visit; empty = all' }),
        nightParameter({ help: 'Only this observing day; empty = all' }),
        {
          name: 'region',
          type: 'region',
          label: 'Region',
          help: 'Only visits that saw a place here: circle or polygon, ICRS degrees; may be drawn on the map',
          ucd: 'pos.eq',
        },
        startedParameter({ label: 'First processed' }),
      ],
      adql: `SELECT a.visit, a.detector, a.band, a.task, a.run AS first_run, a.status_name AS first_status, a.start_time AS first_start, b.run AS second_run, b.status_name AS second_status, b.start_time AS second_start, b.quantum_id
FROM (SELECT q.visit, q.detector FROM prov.quantum AS q
    WHERE q.task = {task} AND q.visit IS NOT NULL [[AND q.visit = {visit}]] [[AND q.day_obs = {day_obs}]]
      [[AND q.visit IN (SELECT o.lsst_visit FROM ivoa.obscore AS o WHERE 1 = INTERSECTS(o.s_region, {region}))]]
    GROUP BY q.visit, q.detector HAVING COUNT(DISTINCT q.run) > 1) AS s
  JOIN prov.quantum AS a ON a.visit = s.visit AND a.detector = s.detector AND a.task = {task}
  JOIN prov.quantum AS b ON b.visit = s.visit AND b.detector = s.detector AND b.task = {task} AND b.run <> a.run AND b.start_time IS NOT NULL
    AND (b.start_time > a.start_time OR a.start_time IS NULL)
WHERE 1 = 1
${within('a.start_time')}
ORDER BY 1, 2, second_start`,
      tables: ['prov.quantum', 'ivoa.obscore'],
      show: 'table',
      example: { task: 'subtractImages' },
    },
    {
      id: 'execution-detail',
      title: 'One execution',
      question: 'What did this execution read and make, and on what computer?',
      parameters: [
        {
          name: 'quantum',
          type: 'entity',
          label: 'Execution',
          help: 'Id of the quantum as prov.quantum has it: a UUID or any other id',
          ucd: 'meta.id',
          required: true,
        },
      ],
      adql: `SELECT io.way, io.role, io.entity_id, e.dataset_type, e.name, io.input_state, e.produced, q.task, q.run, q.status_name, q.node, n.os, n.cores, n.memory_gb, q.start_time, q.end_time, q.wall_seconds, q.cpu_seconds, q.peak_memory_bytes
FROM prov.quantum AS q
  LEFT JOIN prov.node AS n ON n.node = q.node AND n.validity_begin <= q.start_time AND (n.validity_end > q.start_time OR n.validity_end IS NULL)
  LEFT JOIN (
    SELECT u.activity_id, 'input' AS way, u.role, u.entity_id, u.input_state FROM prov.used AS u WHERE u.activity_id = {quantum}
    UNION ALL SELECT g.activity_id, 'output' AS way, g.role, g.entity_id, NULL AS input_state FROM prov.was_generated_by AS g WHERE g.activity_id = {quantum}
  ) AS io ON io.activity_id = q.quantum_id
  LEFT JOIN prov.entity AS e ON e.entity_id = io.entity_id
WHERE q.quantum_id = {quantum}
ORDER BY way, role, entity_id`,
      other: [
        {
          adql: `SELECT x.taskExecId, t.taskName, x.theTime, n.nodeName, m.os, m.cores, m.ram, i.blockId AS input_block, o.blockId AS output_block
FROM baseline.prv_TaskExecution AS x
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  JOIN baseline.prv_Node AS n ON n.nodeId = x.nodeId
  LEFT JOIN baseline.prv_cnf_Node AS m ON m.nodeId = x.nodeId AND m.validityBegin <= x.theTime AND x.theTime < m.validityEnd
  LEFT JOIN baseline.prv_TaskExecutionToInputDataBlock AS i ON i.taskExecId = x.taskExecId
  LEFT JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.taskExecId = x.taskExecId
WHERE CAST(x.taskExecId AS VARCHAR) = {quantum}`,
          tables: ['taskexecution', 'task', 'node', 'cnf_node', 'taskexecutiontoinputdatablock', 'taskexecutiontooutputdatablock'].map(prv),
        },
      ],
      tables: ['prov.quantum', 'prov.node', 'prov.used', 'prov.was_generated_by', 'prov.entity'],
      show: 'graph',
      entityColumn: 'entity_id',
      example: { quantum: facts.quantum },
    },
    {
      id: 'qa-threshold-failures',
      title: 'Quality beyond its thresholds',
      question: 'Which images have a quality beyond its threshold?',
      parameters: [
        {
          name: 'metric',
          type: 'text',
          label: 'Metric',
          help: 'Only these measures of quality; empty = all',
          lookup: "SELECT TOP 40 metric, description FROM prov.quality_metric WHERE metric ILIKE '%' || {typed} || '%' ORDER BY metric",
          list: true,
        },
        visitParameter({ help: 'Only this visit; empty = all' }),
        {
          name: 'measured',
          type: 'time_range',
          label: 'Measured',
          help: 'When it was measured, from/to, half-open; ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
        },
      ],
      adql: `SELECT r.entity_id, r.visit, r.detector, r.band, r.metric, r."value", r.unit, r.lower_threshold, r.upper_threshold, r."time"
FROM prov.quality_rating AS r
WHERE (r."value" < r.lower_threshold OR r."value" > r.upper_threshold) [[AND r.metric IN {metric}]] [[AND r.visit = {visit}]]
${within('r."time"', 'measured')}
ORDER BY metric, visit, detector`,
      tables: ['prov.quality_rating'],
      show: 'sky',
      entityColumn: 'entity_id',
      example: { metric: ['astrometric_rms'] },
    },
  ]
}
