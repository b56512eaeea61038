import { describe, expect, it } from 'vitest'
import { guessType, isOptional, parameterNames, parametersFor, tablesOf } from './find-parameters.ts'

const adql = `SELECT q.task FROM prov.quantum AS q JOIN prov.used u ON u.activity_id = q.quantum_id
WHERE q.visit = {exposure} [[ AND q.band IN {bands} ]] [[ AND q.start_time >= {when.from} ]] [[ AND q.start_time < {when.to} ]]
AND q.node LIKE {node} AND note <> 'from x.y {no}'`

describe('the blanks of an ADQL text', () => {
  it('are found once each, in order, both ends of a range as one', () => {
    expect(parameterNames(adql)).toEqual(['exposure', 'bands', 'when', 'node', 'no'])
  })

  it('are typed by their use, then by their name', () => {
    expect(guessType('exposure', adql)).toBe('visit')
    expect(guessType('bands', adql)).toBe('band')
    expect(guessType('when', adql)).toBe('time_range')
    expect(guessType('node', adql)).toBe('text')
  })

  it('are lists after IN, optional within [[ ]]', () => {
    const found = parametersFor(adql, [])
    expect(found.find((p) => p.name === 'bands')).toEqual({ name: 'bands', type: 'band', label: 'Bands', required: false, list: true })
    expect(isOptional('when', adql)).toBe(true)
    expect(isOptional('node', adql)).toBe(false)
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
