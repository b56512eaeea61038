import type { ExampleFacts } from './example-facts.ts'
import { nodeParameter, prv, startedParameter, taskParameter, within, withinIso } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

const outputs = `LEFT JOIN prov.was_generated_by AS g ON g.activity_id = q.quantum_id
  LEFT JOIN prov.entity AS e ON e.entity_id = g.entity_id`
const told =
  'e.entity_id, e.name, e.dataset_type, e.produced, q.quantum_id, q.task, q.run, q.visit, q.detector, q.band, q.status_name, q.node, q.start_time'

/** What a fault reached. */
export function affectedTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'affected-by-sha',
      title: 'Affected by a bad version',
      question: 'What was processed with this bad version of the software?',
      parameters: [
        { name: 'sha', type: 'sha', label: 'Commit', help: 'First 6 to 40 hexadecimal digits of the commit', ucd: 'meta.version', required: true },
        {
          name: 'package',
          type: 'text',
          label: 'Package',
          help: 'Package of the commit; empty = any',
          ucd: 'meta.id',
          lookup: "SELECT DISTINCT TOP 40 package FROM prov.package WHERE package ILIKE '%' || {typed} || '%'",
        },
        taskParameter({ help: 'Only this task; empty = all of the run', list: true }),
        startedParameter(),
      ],
      adql: `SELECT ${told}
FROM (
    SELECT q1.quantum_id FROM prov.package AS p JOIN prov.quantum AS q1 ON q1.run = p.run WHERE p.git_sha LIKE {sha} [[AND p.package = {package}]]
    UNION SELECT q2.quantum_id FROM prov.configuration AS c JOIN prov.quantum AS q2 ON q2.configuration_id = c.configuration_id WHERE c.git_sha LIKE {sha}
  ) AS s
  JOIN prov.quantum AS q ON q.quantum_id = s.quantum_id
  ${outputs}
WHERE q.start_time IS NOT NULL [[AND q.task IN {task}]]
${within('q.start_time')}
ORDER BY visit, detector, start_time`,
      other: [
        {
          adql: `SELECT t.taskName, x.taskExecId, x.theTime, n.nodeName, c.gitSHA, o.blockId
FROM baseline.prv_cnf_Task AS c
  JOIN baseline.prv_Task AS t ON t.taskId = c.taskId
  JOIN baseline.prv_TaskExecution AS x ON x.taskId = c.taskId AND x.taskCnfVersion = c.taskCnfVersion AND c.validityBegin <= x.theTime AND x.theTime < c.validityEnd
  JOIN baseline.prv_Node AS n ON n.nodeId = x.nodeId
  LEFT JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.taskExecId = x.taskExecId
WHERE c.gitSHA LIKE {sha} [[AND t.taskName IN {task}]]
${withinIso('x.theTime')}
ORDER BY x.theTime`,
          tables: ['cnf_task', 'task', 'taskexecution', 'node', 'taskexecutiontooutputdatablock'].map(prv),
        },
      ],
      tables: ['prov.package', 'prov.configuration', 'prov.quantum', 'prov.was_generated_by', 'prov.entity'],
      show: 'sky',
      entityColumn: 'entity_id',
      example: { sha: facts.badSha.slice(0, 10), task: ['subtractImages'] },
    },
    {
      id: 'affected-by-node',
      title: 'Affected by a bad node',
      question: 'What did this bad node process?',
      parameters: [nodeParameter({ required: true }), startedParameter(), taskParameter({ help: 'Only these tasks; empty = all', list: true })],
      adql: `SELECT ${told}
FROM prov.quantum AS q
  ${outputs}
WHERE q.node = {node} [[AND q.task IN {task}]]
${within('q.start_time')}
ORDER BY start_time`,
      other: [
        {
          adql: `SELECT t.taskName, x.taskExecId, x.theTime, n.nodeName, o.blockId
FROM baseline.prv_Node AS n
  JOIN baseline.prv_TaskExecution AS x ON x.nodeId = n.nodeId
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  LEFT JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.taskExecId = x.taskExecId
WHERE n.nodeName = {node} [[AND t.taskName IN {task}]]
${withinIso('x.theTime')}
ORDER BY x.theTime`,
          tables: ['node', 'taskexecution', 'task', 'taskexecutiontooutputdatablock'].map(prv),
        },
      ],
      tables: ['prov.quantum', 'prov.was_generated_by', 'prov.entity'],
      show: 'sky',
      entityColumn: 'entity_id',
      example: { node: facts.badNode.node, started: `${facts.badNode.from}/${facts.badNode.to}` },
    },
    {
      id: 'nodes-for-object',
      title: 'Nodes that processed an object',
      question: 'Which nodes processed this object?',
      parameters: [
        { name: 'object', type: 'long', label: 'Object', help: 'dia_object_id, 64-bit', ucd: 'meta.id', required: true },
        taskParameter({ help: 'Only these tasks; empty = all', list: true }),
      ],
      adql: `SELECT t.node, t.task, COUNT(*) AS attempts, MIN(t.start_time) AS first_start, MAX(t.end_time) AS last_end
FROM (SELECT DISTINCT visit, detector FROM ap.dia_source WHERE dia_object_id = {object}) AS s
  JOIN prov.quantum_attempt AS t ON t.visit = s.visit AND t.detector = s.detector
WHERE t.node IS NOT NULL [[AND t.task IN {task}]]
GROUP BY t.node, t.task
ORDER BY node, task`,
      other: [
        {
          adql: `SELECT n.nodeName, t.taskName, COUNT(*) AS executions, MIN(x.theTime) AS first_start
FROM baseline.prv_RowIdToDataBlock AS r
  JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.blockId = r.blockId
  JOIN baseline.prv_TaskExecution AS x ON x.taskExecId = o.taskExecId
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  JOIN baseline.prv_Node AS n ON n.nodeId = x.nodeId
WHERE r.theId = {object} [[AND t.taskName IN {task}]]
GROUP BY n.nodeName, t.taskName
ORDER BY n.nodeName, t.taskName`,
          tables: ['rowidtodatablock', 'taskexecutiontooutputdatablock', 'taskexecution', 'task', 'node'].map(prv),
        },
      ],
      tables: ['ap.dia_source', 'prov.quantum_attempt'],
      show: 'table',
      example: { object: facts.diaObject },
    },
  ]
}
