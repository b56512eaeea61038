import type { Datatype, Field } from '../table/field.ts'
import { Malformed, clip } from './malformed.ts'

/** A column as it stands in the document. bit becomes boolean; complex numbers become pairs: floats with a first dimension of 2. */
export interface WireField {
  readonly field: Field
  readonly wire: 'plain' | 'bit' | 'complex'
}

const plain: ReadonlySet<string> = new Set(['boolean', 'unsignedByte', 'short', 'int', 'long', 'float', 'double', 'char', 'unicodeChar'])

/** The most elements of a fixed arraysize: more is taken for a broken document. */
const maxElements = 10_000_000

/** A FIELD or PARAM from its attributes; throws Malformed for a datatype that VOTable does not have, and for an arraysize that is none. */
export function wireField(attributes: Readonly<Record<string, string>>, ordinal: number): WireField {
  const a = attributes
  const name = a['name'] ?? a['ID'] ?? `col${ordinal}`
  const datatype = a['datatype'] ?? 'char'
  const arraysize = sizeOf(name, a['arraysize'])
  const given = { id: a['ID'], arraysize, xtype: a['xtype'], unit: a['unit'], ucd: a['ucd'], utype: a['utype'] }
  const rest = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined && v !== ''))
  if (plain.has(datatype)) return { field: { name, datatype: datatype as Datatype, ...rest }, wire: 'plain' }
  if (datatype === 'bit') return { field: { name, datatype: 'boolean', ...rest }, wire: 'bit' }
  if (datatype === 'floatComplex' || datatype === 'doubleComplex') {
    const pairs = arraysize === undefined || arraysize === '1' ? '2' : `2x${arraysize}`
    return { field: { name, datatype: datatype === 'floatComplex' ? 'float' : 'double', ...rest, arraysize: pairs }, wire: 'complex' }
  }
  throw new Malformed(
    `field ${clip(name)}: the datatype ${clip(datatype)} is not one of VOTable (${[...plain].join(', ')}, bit, floatComplex, doubleComplex)`,
  )
}

function sizeOf(name: string, arraysize: string | undefined): string | undefined {
  const size = arraysize?.trim()
  if (size === undefined || size === '') return undefined
  if (!/^(\d+x)*(\d+|\d*\*)$/u.test(size))
    throw new Malformed(`field ${clip(name)}: the arraysize "${clip(size)}" is none ("12", "*", "2x3", "4x*" are)`)
  const elements = size
    .replace('*', '')
    .split('x')
    .reduce((product, n) => product * Number(n === '' ? 1 : n), 1)
  if (elements > maxElements)
    throw new Malformed(`field ${clip(name)}: an arraysize of ${clip(size)} is too large; the limit is ${maxElements} elements`)
  return size
}

/** Number of elements of a fixed arraysize ('12', '2x3'); null where it varies ('*', '8*'). Absent = 1. */
export function fixedLength(arraysize: string | undefined): number | null {
  if (arraysize === undefined || arraysize === '') return 1
  if (arraysize.includes('*')) return null
  return arraysize.split('x').reduce((product, n) => product * Number(n), 1)
}

/** Bytes of one array element of a datatype in BINARY and BINARY2. */
export const elementSize: Readonly<Record<Datatype, number>> = {
  boolean: 1,
  unsignedByte: 1,
  char: 1,
  unicodeChar: 2,
  short: 2,
  int: 4,
  float: 4,
  long: 8,
  double: 8,
}
