import type { Template, TemplateParameter } from '../template.ts'

/** A template of the library, but for what all of them share. */
export type LibraryTemplate = Omit<Template, 'author' | 'version' | 'group'>

function like(column: string): string {
  return `${column} ILIKE '%' || {typed} || '%'`
}

/** A run, by its name; values are offered while one types. */
export function runParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'run',
    type: 'text',
    label: 'Run',
    help: 'Output collection of one execution of a pipeline',
    ucd: 'meta.id',
    lookup: `SELECT TOP 40 run, pipeline FROM prov.run WHERE ${like('run')} ORDER BY run`,
    ...more,
  }
}

/** A task label. */
export function taskParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'task',
    type: 'text',
    label: 'Task',
    help: 'Label of the task in the pipeline',
    ucd: 'meta.id',
    lookup: `SELECT TOP 40 name, description FROM prov.activity_description WHERE ${like('name')} ORDER BY name`,
    ...more,
  }
}

/** A computer. */
export function nodeParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'node',
    type: 'text',
    label: 'Node',
    help: 'Computer that ran it',
    ucd: 'meta.id',
    lookup: `SELECT TOP 40 node, os FROM prov.node WHERE ${like('node')} ORDER BY node`,
    ...more,
  }
}

/** A dataset type. */
export function datasetTypeParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'dataset_type',
    type: 'text',
    label: 'Dataset type',
    help: 'Kind of data, such as raw or deep_coadd',
    ucd: 'meta.code.class',
    lookup: `SELECT TOP 40 name, description FROM prov.entity_description WHERE ${like('name')} ORDER BY name`,
    ...more,
  }
}

/** A visit; 64-bit. */
export function visitParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return { name: 'visit', type: 'visit', label: 'Visit', help: 'Number of the visit (one pointing and exposure)', ucd: 'meta.id;obs', ...more }
}

/** A detector of the camera. */
export function detectorParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'detector',
    type: 'detector',
    label: 'Detector',
    help: 'Number of the detector in the camera',
    ucd: 'meta.id;instr.det',
    min: '0',
    max: '9999',
    ...more,
  }
}

/** A night. */
export function nightParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'day_obs',
    type: 'day_obs',
    label: 'Night',
    help: 'Observing day, YYYYMMDD or YYYY-MM-DD: the date at which the night began',
    ucd: 'time.epoch',
    ...more,
  }
}

/** When quanta started (MJD in UTC in the tables). */
export function startedParameter(more: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    name: 'started',
    type: 'time_range',
    label: 'Started',
    help: 'When the processing started, from/to, half-open; ISO 8601 or MJD, UTC unless you write TAI',
    unit: 'd',
    ucd: 'time.start',
    scale: 'utc',
    ...more,
  }
}

/** How many relations to follow. */
export function depthParameter(most: number, given: number): TemplateParameter {
  return {
    name: 'depth',
    type: 'int',
    label: 'Depth',
    help: `How many derivations to follow, 1 to ${most}`,
    min: '1',
    max: String(most),
    default: String(given),
    required: true,
  }
}

/** '[[AND column >= …]] [[AND column < …]]' for a span of time, on lines of their own. */
export function within(column: string, name = 'started'): string {
  return `  [[AND ${column} >= {${name}.from}]]\n  [[AND ${column} < {${name}.to}]]`
}

/** The same for the prv_* tables, whose times are timestamps. */
export function withinIso(column: string, name = 'started'): string {
  return `  [[AND ${column} >= {${name}.from.iso}]]\n  [[AND ${column} < {${name}.to.iso}]]`
}

/** Name of a table of Rubin's baseline schema. */
export const prv = (table: string): string => `baseline.prv_${table}`
