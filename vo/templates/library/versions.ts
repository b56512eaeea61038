import type { ExampleFacts } from './example-facts.ts'
import { prv, runParameter, taskParameter } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

const versionTables = ['ap.dia_source', 'prov.quantum', 'prov.configuration']
const versionColumns =
  'q.visit, q.detector, q.task, q.run, q.quantum_id, q.start_time, q.node, c.git_sha, c.version AS configuration_version, c.config_file'
const executionOf = `JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.blockId = r.blockId
  JOIN baseline.prv_TaskExecution AS x ON x.taskExecId = o.taskExecId
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  JOIN baseline.prv_cnf_Task AS c ON c.taskId = x.taskId AND c.taskCnfVersion = x.taskCnfVersion AND c.validityBegin <= x.theTime AND x.theTime < c.validityEnd`
const executionTables = ['rowidtodatablock', 'taskexecutiontooutputdatablock', 'taskexecution', 'task', 'cnf_task'].map(prv)

/** Which software and which task made a thing. */
export function versionTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'task-version-for-source',
      title: 'Version behind a source',
      question: 'With which version of a task was this source made?',
      parameters: [
        { name: 'source', type: 'long', label: 'Source', help: 'dia_source_id, 64-bit', ucd: 'meta.id', required: true },
        taskParameter({ help: 'Only this task; empty = all that worked on its image' }),
      ],
      adql: `SELECT s.dia_source_id, ${versionColumns}
FROM ap.dia_source AS s
  JOIN prov.quantum AS q ON q.visit = s.visit AND q.detector = s.detector
  LEFT JOIN prov.configuration AS c ON c.configuration_id = q.configuration_id
WHERE s.dia_source_id = {source} AND q.start_time IS NOT NULL [[AND q.task = {task}]]
ORDER BY start_time`,
      other: [
        {
          adql: `SELECT t.taskName, c.gitSHA, c.taskCnfVersion, x.taskExecId, x.theTime
FROM baseline.prv_RowIdToDataBlock AS r
  ${executionOf}
WHERE r.theId = {source} [[AND t.taskName = {task}]]
ORDER BY x.theTime`,
          tables: executionTables,
        },
      ],
      tables: versionTables,
      show: 'table',
      example: { source: facts.diaSource, task: 'subtractImages' },
    },
    {
      id: 'task-version-for-object-sources',
      title: 'Versions behind an object',
      question: 'With which versions of a task were all sources of this object made?',
      parameters: [
        { name: 'object', type: 'long', label: 'Object', help: 'dia_object_id, 64-bit', ucd: 'meta.id', required: true },
        taskParameter({ help: 'Label of the task', required: true }),
      ],
      adql: `SELECT s.dia_source_id, s.midpoint_mjd_tai, ${versionColumns}
FROM ap.dia_source AS s
  JOIN prov.quantum AS q ON q.visit = s.visit AND q.detector = s.detector
  LEFT JOIN prov.configuration AS c ON c.configuration_id = q.configuration_id
WHERE s.dia_object_id = {object} AND q.task = {task} AND q.start_time IS NOT NULL
ORDER BY midpoint_mjd_tai, start_time`,
      other: [
        {
          adql: `SELECT s.diaSourceId, t.taskName, c.gitSHA, c.taskCnfVersion, x.taskExecId, x.theTime
FROM baseline.DiaSource AS s
  JOIN baseline.prv_RowIdToDataBlock AS r ON r.theId = s.diaSourceId
  ${executionOf}
WHERE s.diaObjectId = {object} AND t.taskName = {task}
ORDER BY x.theTime`,
          tables: [...executionTables, 'baseline.diasource'],
        },
      ],
      tables: versionTables,
      show: 'table',
      example: { object: facts.diaObject, task: 'subtractImages' },
    },
    {
      id: 'versions-in-run',
      title: 'Versions in a run',
      question: 'Which versions of which packages did this run have, and how do they differ from another run’s?',
      parameters: [runParameter({ required: true }), runParameter({ name: 'other', label: 'Compared with', help: 'A second run; empty = none' })],
      adql: `SELECT p.package, MAX(CASE WHEN p.run = {run} THEN p.version END) AS version, MAX(CASE WHEN p.run = {run} THEN p.git_sha END) AS git_sha
  [[, MAX(CASE WHEN p.run = {other} THEN p.version END) AS other_version, MAX(CASE WHEN p.run = {other} THEN p.git_sha END) AS other_git_sha]]
  [[, CASE WHEN MIN(p.version) = MAX(p.version) AND COUNT(*) = COUNT(DISTINCT p.run) AND COUNT(DISTINCT p.run) = (SELECT COUNT(*) FROM prov.run AS r WHERE r.run = {run} OR r.run = {other})
    AND COALESCE(MIN(p.git_sha), '') = COALESCE(MAX(p.git_sha), '') THEN 0 ELSE 1 END AS differs]]
FROM prov.package AS p
WHERE p.run = {run} [[OR p.run = {other}]]
GROUP BY p.package
ORDER BY package`,
      tables: ['prov.package', 'prov.run'],
      show: 'table',
      example: { run: facts.runs.bad, other: facts.runs.reprocess },
    },
    {
      id: 'who-writes-column',
      title: 'Who writes a column',
      question: 'Which task writes this column?',
      parameters: [
        {
          name: 'table',
          type: 'text',
          label: 'Table',
          help: 'Such as ap.dia_source',
          ucd: 'meta.id;meta.table',
          lookup: "SELECT DISTINCT TOP 40 table_name FROM prov.column_writer WHERE table_name ILIKE '%' || {typed} || '%'",
          required: true,
        },
        {
          name: 'column',
          type: 'text',
          label: 'Column',
          help: 'Name of the column; empty = all of the table',
          ucd: 'meta.id',
          lookup: "SELECT DISTINCT TOP 40 column_name FROM prov.column_writer WHERE column_name ILIKE '%' || {typed} || '%'",
        },
        {
          name: 'time',
          type: 'time',
          label: 'At',
          help: 'Only the task that wrote it at this time; ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
        },
      ],
      adql: `SELECT w.table_name, w.column_name, w.task, d.description, w.validity_begin, w.validity_end
FROM prov.column_writer AS w LEFT JOIN prov.activity_description AS d ON d.name = w.task
WHERE w.table_name = {table} [[AND (w.column_name = {column} OR w.column_name = '*')]]
  [[AND w.validity_begin <= {time} AND (w.validity_end > {time} OR w.validity_end IS NULL)]]
ORDER BY column_name, validity_begin`,
      other: [
        {
          adql: `SELECT t.taskName, k.tcName, c.gitSHA, c.validityBegin, c.validityEnd
FROM baseline.prv_cnf_Task_Columns AS k
  JOIN baseline.prv_cnf_Task AS c ON c.taskCnfId = k.taskCnfId
  JOIN baseline.prv_Task AS t ON t.taskId = c.taskId
WHERE k.tcName LIKE {table} || '.%' [[AND (k.tcName = {table} || '.' || {column} OR k.tcName = {table} || '.*')]]
  [[AND c.validityBegin <= {time.iso} AND {time.iso} < c.validityEnd]]
ORDER BY k.tcName, c.validityBegin`,
          tables: ['cnf_task_columns', 'cnf_task', 'task'].map(prv),
        },
      ],
      tables: ['prov.column_writer', 'prov.activity_description'],
      show: 'table',
      example: { table: 'ap.dia_source', column: 'reliability' },
    },
  ]
}
