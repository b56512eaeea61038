import { describe, expect, it } from 'vitest'
import { guessType, parametersFor, tablesOf } from './find-parameters.ts'

const adql = `SELECT q.task FROM prov.quantum AS q JOIN prov.used u ON u.activity_id = q.quantum_id
WHERE q.visit = {exposure} [[ AND q.band IN {bands} ]] [[ AND q.start_time >= {when.from} ]] [[ AND q.start_time < {when.to} ]]
AND q.node LIKE {node} AND note <> 'from x.y {no}'`

describe('the blanks of an ADQL text', () => {
  const found = parametersFor(adql, [])

  it('are found once each, in order, both ends of a range as one, none in literals', () => {
    expect(found.map((p) => p.name)).toEqual(['exposure', 'bands', 'when', 'node'])
  })

  it('are typed by their name, then by the column they are compared with', () => {
    expect(found.map((p) => p.type)).toEqual(['visit', 'band', 'time_range', 'text'])
    expect(guessType('min_attempts', '')).toBe('int')
  })

  it('are lists after IN, optional within [[ ]]', () => {
    expect(found[1]).toEqual({ name: 'bands', type: 'band', label: 'Bands', list: true })
    expect(found.map((p) => p.required === true)).toEqual([true, false, false, true])
  })

  it('keep what was said of them while the text changes', () => {
    const said = { name: 'node', type: 'enum', label: 'Machine', options: [{ value: 'a' }] } as const
    expect(parametersFor(adql, [said]).find((p) => p.name === 'node')).toBe(said)
    expect(parametersFor('SELECT 1 FROM x', [said])).toEqual([])
  })

  it('tells the tables, not the words in literals', () => {
    expect(tablesOf(adql)).toEqual(['prov.quantum', 'prov.used'])
  })
})
