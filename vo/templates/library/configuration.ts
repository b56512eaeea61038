import type { ExampleFacts } from './example-facts.ts'
import { prv, runParameter, startedParameter, taskParameter, within, withinIso } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

/** The values in force for a task at a moment, its software's commit among them; where several configurations hold, the highest version counts. */
function inForce(time: string): string {
  const holds = (c: string): string => `${c}.validity_begin <= {${time}} AND (${c}.validity_end > {${time}} OR ${c}.validity_end IS NULL)`
  const best = `${holds('c')} [[AND c.task IN {task}]]
      AND NOT EXISTS (SELECT 1 FROM prov.configuration AS h WHERE h.task = c.task AND h.version > c.version AND ${holds('h')})`
  return `SELECT c.task, c.version, p.name, p."value" FROM prov.configuration AS c JOIN prov.parameter AS p ON p.configuration_id = c.configuration_id WHERE ${best}
    UNION ALL SELECT c.task, c.version, 'git_sha' AS name, c.git_sha AS "value" FROM prov.configuration AS c WHERE ${best}`
}

function usedIn(run: string): string {
  const used = `SELECT DISTINCT configuration_id FROM prov.quantum WHERE run = {${run}} AND start_time IS NOT NULL`
  return `SELECT p.task, p.name, MIN(p."value") AS lowest, MAX(p."value") AS highest FROM (${used}) AS u JOIN prov.parameter AS p ON p.configuration_id = u.configuration_id
    WHERE 1 = 1 [[AND p.task IN {task}]] GROUP BY p.task, p.name
    UNION ALL SELECT c.task, 'git_sha' AS name, MIN(c.git_sha) AS lowest, MAX(c.git_sha) AS highest FROM (${used}) AS u JOIN prov.configuration AS c ON c.configuration_id = u.configuration_id
    WHERE 1 = 1 [[AND c.task IN {task}]] GROUP BY c.task`
}

/** What the pipeline was told to do, and when that changed. */
export function configurationTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'config-at-time',
      title: 'Configuration at a time',
      question: 'Which configuration was in force at this time?',
      parameters: [
        { name: 'time', type: 'time', label: 'At', help: 'ISO 8601 or MJD, UTC unless you write TAI', unit: 'd', ucd: 'time.epoch', required: true },
        taskParameter({ help: 'Only these tasks; empty = all', list: true }),
        {
          name: 'pipeline',
          type: 'text',
          label: 'Pipeline',
          help: 'Only tasks of this pipeline; empty = all',
          ucd: 'meta.id',
          lookup: "SELECT DISTINCT TOP 40 pipeline FROM prov.activity_description WHERE pipeline ILIKE '%' || {typed} || '%'",
        },
        {
          name: 'version',
          type: 'int',
          label: 'Version',
          help: 'Only this version of the configuration, 1 or more; empty = all that held',
          ucd: 'meta.version',
          min: '1',
        },
      ],
      adql: `SELECT c.task, c.version, p.name, p."value", c.git_sha, c.config_file, c.manual, c.author, c.reason, c.validity_begin, c.validity_end, c.configuration_id
FROM prov.configuration AS c
  JOIN prov.activity_description AS d ON d.name = c.task
  LEFT JOIN prov.parameter AS p ON p.configuration_id = c.configuration_id
WHERE c.validity_begin <= {time} AND (c.validity_end > {time} OR c.validity_end IS NULL)
  [[AND c.task IN {task}]]
  [[AND d.pipeline = {pipeline}]]
  [[AND c.version = {version}]]
ORDER BY 1, 2 DESC, 3`,
      other: [
        {
          adql: `SELECT t.taskName, c.taskCnfVersion, k.theKey, k.theValue, c.gitSHA, c.validityBegin, c.validityEnd
FROM baseline.prv_cnf_Task AS c
  JOIN baseline.prv_Task AS t ON t.taskId = c.taskId
  LEFT JOIN baseline.prv_cnf_Task_KVParams AS k ON k.taskCnfId = c.taskCnfId
WHERE c.validityBegin <= {time.iso} AND {time.iso} < c.validityEnd
  [[AND t.taskName IN {task}]]
  [[AND c.taskCnfVersion = {version}]]
ORDER BY t.taskName, c.taskCnfVersion DESC, k.theKey`,
          tables: ['cnf_task', 'task', 'cnf_task_kvparams'].map(prv),
        },
      ],
      tables: ['prov.configuration', 'prov.parameter', 'prov.activity_description'],
      show: 'table',
      example: { time: facts.before, task: ['subtractImages'] },
    },
    {
      id: 'config-diff',
      title: 'Configuration at two times',
      question: 'How did the configuration change between two times?',
      parameters: [
        {
          name: 'first',
          type: 'time',
          label: 'First time',
          help: 'ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
          required: true,
        },
        {
          name: 'second',
          type: 'time',
          label: 'Second time',
          help: 'ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
          required: true,
        },
        taskParameter({ help: 'Only these tasks; empty = all', list: true }),
      ],
      adql: `SELECT task, name, a."value" AS first_value, b."value" AS second_value, a.version AS first_version, b.version AS second_version
FROM (${inForce('first')}) AS a
  FULL JOIN (${inForce('second')}) AS b USING (task, name)
WHERE a."value" <> b."value" OR (a."value" IS NULL AND b."value" IS NOT NULL) OR (a."value" IS NOT NULL AND b."value" IS NULL)
ORDER BY task, name`,
      other: [
        {
          adql: `SELECT t.taskName, c.taskCnfVersion, c.validityBegin, c.gitSHA, k.theKey, k.theValue
FROM baseline.prv_cnf_Task AS c
  JOIN baseline.prv_Task AS t ON t.taskId = c.taskId
  LEFT JOIN baseline.prv_cnf_Task_KVParams AS k ON k.taskCnfId = c.taskCnfId
WHERE ((c.validityBegin <= {first.iso} AND {first.iso} < c.validityEnd) OR (c.validityBegin <= {second.iso} AND {second.iso} < c.validityEnd))
  [[AND t.taskName IN {task}]]
ORDER BY t.taskName, k.theKey, c.validityBegin`,
          tables: ['cnf_task', 'task', 'cnf_task_kvparams'].map(prv),
        },
      ],
      tables: ['prov.configuration', 'prov.parameter'],
      show: 'table',
      example: { first: facts.before, second: facts.after },
    },
    {
      id: 'config-diff-runs',
      title: 'Configuration of two runs',
      question: 'How did the configurations of two runs differ?',
      parameters: [
        runParameter({ required: true }),
        runParameter({ name: 'other', label: 'Compared with', help: 'The second run', required: true }),
        taskParameter({ help: 'Only these tasks; empty = all', list: true }),
      ],
      adql: `SELECT task, name, a.lowest AS "value", b.lowest AS other_value, a.highest AS to_value, b.highest AS other_to_value
FROM (${usedIn('run')}) AS a
  FULL JOIN (${usedIn('other')}) AS b USING (task, name)
WHERE a.lowest <> b.lowest OR a.highest <> b.highest OR (a.lowest IS NULL AND b.lowest IS NOT NULL) OR (a.lowest IS NOT NULL AND b.lowest IS NULL)
ORDER BY task, name`,
      tables: ['prov.quantum', 'prov.parameter', 'prov.configuration'],
      show: 'table',
      example: { run: facts.runs.prompt, other: facts.runs.reprocess, task: ['subtractImages', 'detectAndMeasureDiaSource', 'associateApdb'] },
    },
    {
      id: 'param-used',
      title: 'Executions with a parameter',
      question: 'Which executions ran with this value of a parameter?',
      parameters: [
        {
          name: 'key',
          type: 'text',
          label: 'Parameter',
          help: 'Name of the parameter, as the configuration writes it',
          ucd: 'meta.id',
          lookup: "SELECT DISTINCT TOP 40 name FROM prov.parameter WHERE name ILIKE '%' || {typed} || '%'",
          required: true,
        },
        taskParameter({ help: 'Only this task; empty = all that have the parameter' }),
        { name: 'value', type: 'text', label: 'Value', help: 'Exactly this value, as written; empty = any' },
        { name: 'least', type: 'double', label: 'At least', help: 'Where the value is a number: this or more' },
        { name: 'most', type: 'double', label: 'At most', help: 'Where the value is a number: this or less' },
        startedParameter(),
      ],
      adql: `SELECT TOP 10000 q.quantum_id, q.task, p.name, p."value", q.configuration_version, q.run, q.visit, q.detector, q.status_name, q.node, q.start_time
FROM prov.parameter AS p JOIN prov.quantum AS q ON q.configuration_id = p.configuration_id
WHERE p.name = {key} AND q.start_time IS NOT NULL [[AND p.task = {task}]] [[AND p."value" = {value}]] [[AND p.number >= {least}]] [[AND p.number <= {most}]]
${within('q.start_time')}
ORDER BY start_time`,
      other: [
        {
          adql: `SELECT x.taskExecId, t.taskName, k.theKey, k.theValue, c.taskCnfVersion, x.theTime
FROM baseline.prv_cnf_Task_KVParams AS k
  JOIN baseline.prv_cnf_Task AS c ON c.taskCnfId = k.taskCnfId
  JOIN baseline.prv_Task AS t ON t.taskId = c.taskId
  JOIN baseline.prv_TaskExecution AS x ON x.taskId = c.taskId AND x.taskCnfVersion = c.taskCnfVersion AND c.validityBegin <= x.theTime AND x.theTime < c.validityEnd
WHERE k.theKey = {key} [[AND t.taskName = {task}]] [[AND k.theValue = {value}]]
${withinIso('x.theTime')}
ORDER BY x.theTime`,
          tables: ['cnf_task_kvparams', 'cnf_task', 'task', 'taskexecution'].map(prv),
        },
      ],
      tables: ['prov.parameter', 'prov.quantum'],
      show: 'table',
      example: { key: 'psf_detection.thresholdValue', most: '40' },
    },
    {
      id: 'manual-interventions',
      title: 'Manual interventions',
      question: 'Which executions ran with a configuration that someone changed by hand?',
      parameters: [startedParameter(), taskParameter({ help: 'Only this task; empty = all' })],
      adql: `SELECT q.quantum_id, q.task, c.version, c.author, c.reason, q.run, q.visit, q.detector, q.status_name, q.node, q.start_time, c.validity_begin, c.validity_end
FROM prov.configuration AS c JOIN prov.quantum AS q ON q.configuration_id = c.configuration_id
WHERE (c.manual = 1 OR c.version > 1) AND q.start_time IS NOT NULL [[AND c.task = {task}]]
${within('q.start_time')}
ORDER BY start_time`,
      other: [
        {
          adql: `SELECT x.taskExecId, t.taskName, x.taskCnfVersion, x.theTime, n.nodeName
FROM baseline.prv_TaskExecution AS x
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  JOIN baseline.prv_Node AS n ON n.nodeId = x.nodeId
WHERE x.taskCnfVersion > 1 [[AND t.taskName = {task}]]
${withinIso('x.theTime')}
ORDER BY x.theTime`,
          tables: ['taskexecution', 'task', 'node'].map(prv),
        },
      ],
      tables: ['prov.configuration', 'prov.quantum'],
      show: 'table',
      example: { started: facts.span },
    },
    {
      id: 'changes-since',
      title: 'What changed',
      question: 'What was changed in the processing since then?',
      parameters: [
        {
          name: 'when',
          type: 'time_range',
          label: 'When',
          help: 'from/to, half-open; either may be empty. ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
          required: true,
        },
        { name: 'text', type: 'text', label: 'With the words', help: 'Only entries with this text, in any case; % stands for anything' },
      ],
      adql: `SELECT h."time", h.author, h.description
FROM prov.history AS h
WHERE 1 = 1
${within('h."time"', 'when')}
  [[AND h.description ILIKE '%' || {text} || '%']]
ORDER BY "time"`,
      other: [
        {
          adql: `SELECT h.theTime, h.description
FROM baseline.prv_ProcHistory AS h
WHERE 1 = 1
${withinIso('h.theTime', 'when')}
  [[AND h.description LIKE '%' || {text} || '%']]
ORDER BY h.theTime`,
          tables: [prv('prochistory')],
        },
      ],
      tables: ['prov.history'],
      show: 'table',
      example: { when: facts.span },
    },
  ]
}
