import { describe, expect, it } from 'vitest'
import { cellAt, placeAt } from '../../../vo/sky/healpix.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { placeCell } from './place-cell.ts'

describe('a place on the sky, named by a HEALPix cell', () => {
  it('is the cell itself, or the one around a finer cell', () => {
    const at = (order: number): string => {
      const { face, x, y } = placeAt(order, skyPos(150.11, 2.23))
      return `${order}/${cellAt(order, face, Math.floor(x), Math.floor(y))}`
    }
    const cell = placeCell(at(9))
    expect(cell).toMatchObject({ ok: true })
    for (const order of [10, 14, 20]) expect(placeCell(at(order))).toEqual(cell)
  })

  it('says what it cannot be, with the value', () => {
    const why = (text: string): string => {
      const read = placeCell(text)
      return read.ok ? 'read' : read.error.message
    }
    expect(why('9')).toContain('“9” is not a HEALPix cell')
    expect(why('9/3145728')).toContain('the last is 3145727')
    expect(why('30/1')).toContain('no order 30')
    expect(why('8/5')).toContain('holds 4 of them: name one from 9/20 on')
  })
})
