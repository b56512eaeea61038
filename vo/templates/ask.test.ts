import { describe, expect, it } from 'vitest'
import { askable, factsOf } from './ask.ts'
import type { Template } from './template.ts'

const template = (id: string, parameters: Template['parameters']): Template => ({
  id,
  title: id,
  question: `${id}?`,
  group: 'g',
  parameters,
  adql: '',
  tables: [],
  show: 'table',
  example: {},
  author: 'test',
  version: 1,
})

const library = [
  template('by-band', [{ name: 'band', type: 'band', label: 'Band' }]),
  template('by-node', [{ name: 'node', type: 'text', label: 'Node', required: true }]),
  template('exposure', [
    { name: 'visit', type: 'visit', label: 'Visit', required: true },
    { name: 'detectors', type: 'detector', label: 'Detectors', list: true },
  ]),
  template('inputs', [
    { name: 'dataset', type: 'entity', label: 'Dataset', required: true },
    { name: 'task', type: 'text', label: 'Task', required: true },
  ]),
]

describe('questions about a thing', () => {
  const row = factsOf([
    ['obs_publisher_did', 'ivo://a?b'],
    ['lsst_visit', 5934871263549n],
    ['lsst_detector', 94],
    ['lsst_band', 'g'],
    ['s_ra', null],
  ])

  it('names the facts of an ObsCore row as the parameters do, 64-bit numbers exactly', () => {
    expect(row).toEqual({ entity: 'ivo://a?b', visit: '5934871263549', detector: '94', band: 'g' })
  })

  it('puts first what can be asked at once, by how much of the thing it uses; what nothing fills is left out', () => {
    const found = askable(library, row)
    expect(found.map((f) => f.template.id)).toEqual(['exposure', 'by-band', 'inputs'])
    expect(found[0]?.values).toEqual({ visit: '5934871263549', detectors: ['94'] })
    expect(found[2]?.missing).toEqual(['Task'])
  })

  it('fills a node from a row about processing', () => {
    expect(askable(library, factsOf([['node', 'sdf-07']])).map((f) => f.template.id)).toEqual(['by-node'])
  })

  it('takes a dataset for no execution', () => {
    const execution = template('x', [{ name: 'quantum', type: 'entity', label: 'Execution', required: true }])
    expect(askable([execution], { entity: 'ivo://a?b' })).toEqual([])
    expect(askable([execution], factsOf([['quantum_id', 'q-1']]))[0]?.values).toEqual({ quantum: 'q-1' })
  })

  it('offers an enum only a value that it has', () => {
    const states = template('s', [{ name: 'status', type: 'enum', label: 'Status', options: [{ value: 'FAILED' }] }])
    expect(askable([states], { status: 'FAILED' })).toHaveLength(1)
    expect(askable([states], { status: 'odd' })).toHaveLength(0)
  })
})
