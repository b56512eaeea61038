import { describe, expect, it } from 'vitest'
import { provSidecar } from '../../../dax/contract/prov-sidecar.ts'
import { commonFact, inputsOf, nothingTold, sidecarOf, toldOf, wrongInput } from './made-from.ts'

const did = 'ivo://skydax.local/archive?upload/a%20b'
const uuid = '0192f3a4-1111-7000-8000-0123456789AB'

describe('what images were made from', () => {
  it('takes ids one a line, or between blanks and commas, each once', () => {
    expect(inputsOf(` ${did}\n${uuid}, ${did} `)).toEqual([did, uuid])
    expect(wrongInput(`${did} ${uuid}`)).toBeNull()
    expect(wrongInput(`${did} M31`)).toBe('M31')
  })

  it('says nothing where nothing is told', () => {
    expect(sidecarOf(nothingTold)).toBe('')
  })

  it('tells inputs, software, person and licence as a sidecar that the archive takes', () => {
    const told = JSON.parse(sidecarOf({ inputs: `${did} ${uuid}`, software: 'SWarp', version: '2.41.5', by: 'Ada', licence: 'CC-BY-4.0' }))
    expect(provSidecar.safeParse(told).success).toBe(true)
    expect(told).toMatchObject({
      entity: { 'skydax:image': { 'dct:license': 'CC-BY-4.0' }, 'ivo:skydax.local/archive?upload/a%20b': {}, [`uuid:${uuid.toLowerCase()}`]: {} },
      agent: { '_:software': { 'prov:label': 'SWarp 2.41.5' }, '_:person': { 'prov:label': 'Ada' } },
    })
    expect(Object.keys(told.used)).toHaveLength(2)
    expect(Object.keys(told.wasAssociatedWith)).toHaveLength(2)
  })

  it('tells a licence alone without making up how the image was made', () => {
    const told = JSON.parse(sidecarOf({ ...nothingTold, licence: 'CC0-1.0' }))
    expect(provSidecar.safeParse(told).success).toBe(true)
    expect(told.activity).toBeUndefined()
  })

  it('takes from the header what the form leaves open, and no version of another software', () => {
    const header = { software: 'IRAF', version: '2.16', by: 'Ben', licence: null }
    expect(toldOf(nothingTold, header)).toEqual({ inputs: '', software: 'IRAF', version: '2.16', by: 'Ben', licence: '' })
    expect(toldOf({ ...nothingTold, software: 'SWarp', by: ' Ada ' }, header)).toEqual({
      inputs: '',
      software: 'SWarp',
      version: '',
      by: 'Ada',
      licence: '',
    })
    expect(toldOf(nothingTold, null)).toEqual(nothingTold)
  })

  it('offers what all headers agree on', () => {
    const header = (by: string | null) => ({ software: null, version: null, by, licence: null })
    expect(commonFact([header('Ada'), header(null), header('Ada')], 'by')).toBe('Ada')
    expect(commonFact([header('Ada'), header('Ben')], 'by')).toBeNull()
  })
})
