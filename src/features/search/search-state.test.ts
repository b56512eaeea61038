import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import { emptyForm, formFor, formOf, placeOf, withForm } from './search-state.ts'

describe('the form in the address', () => {
  it('survives the round trip, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (position, radius, id) => {
        const form = { ...emptyForm, position: position.trim(), radius: radius.trim(), id: id.trim() }
        const text = withForm(new URLSearchParams('grid=1'), form).toString()
        expect(formOf(new URLSearchParams(text))).toEqual(form)
      }),
    )
  })
})

describe('placeOf', () => {
  it('takes positions in every spelling, a plain radius in degrees', () => {
    for (const position of ['150.1 2.2', '10:00:24 +02:12:00', '10h00m24s +02d12m00s', '150.1, 2.2']) {
      const place = placeOf({ position, radius: '0.5' })
      expect(place).toMatchObject({ kind: 'region', region: { kind: 'circle', radius: 0.5 } })
    }
    expect(placeOf({ position: '150.1 2.2', radius: '5\' 30"' })).toMatchObject({ region: { radius: 5.5 / 60 } })
    expect(placeOf({ position: '0 0 gal', radius: '' })).toMatchObject({ kind: 'region' })
  })

  it('takes regions and names', () => {
    expect(placeOf({ position: 'POLYGON 149 1 151 1 150 3', radius: '' })).toMatchObject({ region: { kind: 'polygon' } })
    expect(placeOf({ position: 'Circle ICRS 10 20 0.5', radius: 'nonsense' })).toMatchObject({ region: { kind: 'circle' } })
    for (const position of ['M31', 'NGC 1316', 'alpha Lyr', '47 Tucanae'])
      expect(placeOf({ position, radius: '' })).toMatchObject({ kind: 'name', name: position })
  })

  it('tells the field that is wrong', () => {
    expect(placeOf({ position: '400 95', radius: '1' })).toMatchObject({ kind: 'wrong', problem: { field: 'position' } })
    expect(placeOf({ position: '150.1 2.2', radius: 'wide' })).toMatchObject({ kind: 'wrong', problem: { field: 'radius' } })
    expect(placeOf({ position: '150.1 2.2', radius: '-1' })).toMatchObject({ kind: 'wrong', problem: { field: 'radius' } })
    expect(placeOf({ position: 'POLYGON 1 2 3', radius: '' })).toMatchObject({ kind: 'wrong', problem: { field: 'position' } })
  })

  it('reads back what was drawn', () => {
    const circle = { kind: 'circle', center: skyPos(359.99999, -89.5), radius: deg(0.25) } as const
    expect(placeOf(formFor(circle))).toEqual({ kind: 'region', region: circle })
    const box = { kind: 'range', raMin: deg(359), raMax: deg(1), decMin: deg(-2), decMax: deg(2) } as const
    expect(placeOf(formFor(box))).toEqual({ kind: 'region', region: box })
  })
})
