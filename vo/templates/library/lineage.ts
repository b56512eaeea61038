import { derivations, entityColumns, levels } from './derivations.ts'
import type { ExampleFacts } from './example-facts.ts'
import { datasetTypeParameter, depthParameter, detectorParameter, prv, runParameter, taskParameter, visitParameter } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

const tables = ['prov.entity', 'prov.used', 'prov.was_generated_by', 'prov.was_derived_from']
const groupColumns = entityColumns

/** One derivation in the prv_* tables: data blocks in and out of task executions. */
const blockTables = ['taskexecution', 'task', 'taskexecutiontoinputdatablock', 'taskexecutiontooutputdatablock', 'datablock', 'rowidtodatablock'].map(
  prv,
)

/** What something was made from, and what was made from it. */
export function lineageTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'inputs-of-coadd',
      title: 'Inputs of a coadd',
      question: 'Which images made this coadd?',
      parameters: [
        datasetTypeParameter({ default: 'deep_coadd', required: true, label: 'Kind of coadd' }),
        { name: 'tract', type: 'tract', label: 'Tract', help: 'Tract of the sky map', ucd: 'meta.id', required: true },
        { name: 'patch', type: 'patch', label: 'Patch', help: 'Patch in the tract', ucd: 'meta.id', required: true },
        { name: 'band', type: 'band', label: 'Band', help: 'u, g, r, i, z or y', ucd: 'instr.bandpass', required: true },
        runParameter({ help: 'The run that made the coadd; empty = all' }),
        datasetTypeParameter({ name: 'input_type', label: 'Only inputs of kind', help: 'Such as visit_image or raw; empty = all', list: true }),
        depthParameter(4, 1),
      ],
      adql: `WITH ${derivations(
        'back',
        4,
        'l',
        `SELECT entity_id FROM prov.entity
  WHERE tract = {tract} AND patch = {patch} AND band = {band} AND dataset_type = {dataset_type} AND produced = 1 [[AND run = {run}]]`,
      )}
SELECT MIN(s.depth) AS depth, ${entityColumns}
FROM (${levels(4, 'l')}) AS s JOIN prov.entity AS e ON e.entity_id = s.entity_id
[[WHERE e.dataset_type IN {input_type}]]
GROUP BY ${groupColumns}
ORDER BY depth, visit, detector`,
      other: [
        {
          adql: `SELECT DISTINCT i.blockId, b.tableName, t.taskName, x.theTime
FROM baseline.prv_RowIdToDataBlock AS r
  JOIN baseline.prv_TaskExecutionToOutputDataBlock AS o ON o.blockId = r.blockId
  JOIN baseline.prv_TaskExecution AS x ON x.taskExecId = o.taskExecId
  JOIN baseline.prv_Task AS t ON t.taskId = x.taskId
  JOIN baseline.prv_TaskExecutionToInputDataBlock AS i ON i.taskExecId = o.taskExecId
  JOIN baseline.prv_DataBlock AS b ON b.blockId = i.blockId
  JOIN baseline.DeepCoadd AS c ON c.deepCoaddId = r.theId
WHERE c.tract = {tract} AND c.patch = {patch} AND c.filterName = {band}
ORDER BY x.theTime`,
          tables: [...blockTables, 'baseline.deepcoadd'],
        },
      ],
      tables,
      show: 'sky',
      entityColumn: 'entity_id',
      example: { tract: facts.coadd.tract, patch: facts.coadd.patch, band: facts.coadd.band },
    },
    {
      id: 'outputs-from-exposure',
      title: 'Outputs from an exposure',
      question: 'What was made from this exposure?',
      parameters: [
        visitParameter({ required: true }),
        detectorParameter({ help: 'Number of the detector; empty = all' }),
        datasetTypeParameter({ name: 'from_type', label: 'Starting from', help: 'Dataset type of the exposure', default: 'raw', required: true }),
        datasetTypeParameter({ label: 'Only outputs of kind', help: 'Such as difference_image; empty = all', list: true }),
        depthParameter(6, 6),
      ],
      adql: `WITH ${derivations('forth', 6, 'l', `SELECT entity_id FROM prov.entity WHERE visit = {visit} [[AND detector = {detector}]] AND dataset_type = {from_type}`)}
SELECT MIN(s.depth) AS depth, ${entityColumns}
FROM (${levels(6, 'l')}) AS s JOIN prov.entity AS e ON e.entity_id = s.entity_id
[[WHERE e.dataset_type IN {dataset_type}]]
GROUP BY ${groupColumns}
ORDER BY depth, dataset_type, visit, detector`,
      tables,
      show: 'sky',
      entityColumn: 'entity_id',
      example: { visit: facts.visit, detector: facts.retried },
    },
    {
      id: 'lineage',
      title: 'Lineage of a dataset',
      question: 'What is this dataset made from, and what was made from it?',
      parameters: [
        { name: 'dataset', type: 'entity', label: 'Dataset', help: 'Publisher DID, id or UUID of the dataset', ucd: 'meta.id', required: true },
        {
          name: 'direction',
          type: 'enum',
          label: 'Direction',
          help: 'Back to what it was made from, forth to what was made from it',
          options: [
            { value: 'BACK', label: 'Back: made from' },
            { value: 'FORTH', label: 'Forth: made into' },
            { value: 'BOTH', label: 'Both' },
          ],
          default: 'BOTH',
          required: true,
        },
        depthParameter(6, 2),
        datasetTypeParameter({ label: 'Only kinds', help: 'Dataset types to tell; empty = all', list: true }),
        taskParameter({ label: 'Only made by task', help: 'Labels of tasks; empty = all', list: true }),
      ],
      adql: `WITH ${derivations('back', 6, 'b', 'SELECT entity_id FROM prov.entity WHERE entity_id = {dataset} OR dataset_uuid = {dataset}', "{direction} <> 'FORTH'")},
${derivations('forth', 6, 'f', 'SELECT entity_id FROM b0', "{direction} <> 'BACK'")}
SELECT s.way, MIN(s.depth) AS depth, ${entityColumns}
FROM (SELECT 'back' AS way, b.depth, b.entity_id FROM (${levels(6, 'b')}) AS b
  UNION ALL SELECT 'forth' AS way, f.depth, f.entity_id FROM (${levels(6, 'f')}) AS f
  UNION ALL SELECT 'itself' AS way, 0 AS depth, entity_id FROM b0) AS s
  JOIN prov.entity AS e ON e.entity_id = s.entity_id
WHERE 1 = 1 [[AND e.dataset_type IN {dataset_type}]]
  [[AND e.entity_id IN (SELECT g.entity_id FROM prov.was_generated_by AS g JOIN prov.activity AS a ON a.activity_id = g.activity_id WHERE a.task IN {task})]]
GROUP BY s.way, ${groupColumns}
ORDER BY way, depth, dataset_type, visit, detector`,
      tables: [...tables, 'prov.activity'],
      show: 'graph',
      entityColumn: 'entity_id',
      example: { dataset: facts.coadd.entity, direction: 'BACK', depth: '2' },
    },
    {
      id: 'affected-by-input',
      title: 'Affected by a bad input',
      question: 'What was made, directly or not, from this bad file or calibration?',
      parameters: [
        {
          name: 'input',
          type: 'entity',
          label: 'Bad input',
          help: 'Id, publisher DID or UUID of the calibration or file',
          ucd: 'meta.id',
          lookup:
            "SELECT TOP 20 entity_id, name FROM prov.entity WHERE dataset_type IN ('flat', 'bias', 'dark') AND (entity_id LIKE {typed} || '%' OR name ILIKE '%' || {typed} || '%')",
          required: true,
        },
        datasetTypeParameter({ label: 'Only kinds', help: 'Dataset types to tell; empty = all', list: true }),
        depthParameter(6, 6),
      ],
      adql: `WITH ${derivations('forth', 6, 'l', 'SELECT entity_id FROM prov.entity WHERE entity_id = {input} OR dataset_uuid = {input}')}
SELECT MIN(s.depth) AS depth, ${entityColumns}
FROM (${levels(6, 'l')}) AS s JOIN prov.entity AS e ON e.entity_id = s.entity_id
WHERE e.produced = 1 [[AND e.dataset_type IN {dataset_type}]]
GROUP BY ${groupColumns}
ORDER BY depth, dataset_type, visit, detector`,
      tables,
      show: 'sky',
      entityColumn: 'entity_id',
      example: { input: facts.badFlat },
    },
  ]
}
