import type { ColumnDoc, SchemaDoc, TableDoc } from '../../vo/table/catalog.ts'
import type { Datatype } from '../../vo/table/field.ts'
import { apTables } from './catalogue-ap.ts'
import { noteTable } from './catalogue-ap-note.ts'
import { orderTables } from './catalogue-ap-order.ts'
import { obscoreTable } from './catalogue-obscore.ts'
import { provTables } from './catalogue-prov.ts'

function text(name: string, description: string, more: Partial<ColumnDoc> = {}): ColumnDoc {
  return { name, datatype: 'char', arraysize: '*', description, std: true, ...more }
}

function number(name: string, datatype: Datatype, description: string, more: Partial<ColumnDoc> = {}): ColumnDoc {
  return { name, datatype, description, ...more }
}

const magnitude = (band: string): ColumnDoc => ({
  name: `${band}_mag`,
  datatype: 'float',
  unit: 'mag',
  ucd: 'phot.mag;em.opt',
  description: `AB magnitude in band ${band}, as simulated`,
  principal: band === 'g' || band === 'r' || band === 'i',
})

const objectTable: TableDoc = {
  name: 'cat.object',
  type: 'table',
  description: 'Stars and galaxies behind the demo survey’s images (synthetic; the stars brighter than 14th magnitude are real)',
  columns: [
    number('object_id', 'long', 'Identifier of the object', { ucd: 'meta.id;meta.main', principal: true, indexed: true }),
    number('ra', 'double', 'Right ascension, ICRS', { unit: 'deg', ucd: 'pos.eq.ra;meta.main', principal: true, indexed: true }),
    number('dec', 'double', 'Declination, ICRS', { unit: 'deg', ucd: 'pos.eq.dec;meta.main', principal: true, indexed: true }),
    text('object_type', 'star, galaxy or transient', { ucd: 'src.class', principal: true, std: false }),
    ...['u', 'g', 'r', 'i', 'z', 'y'].map(magnitude),
    number('radius', 'float', 'Half-light radius; 0 for a star', { unit: 'arcsec', ucd: 'phys.angSize' }),
    text('name', 'Catalogue name, for real stars', { ucd: 'meta.id', std: false }),
    number('hpx', 'long', 'HEALPix cell, nested, order 14', { ucd: 'pos.healpix', indexed: true }),
  ],
}

const tapSchemas: readonly TableDoc[] = [
  {
    name: 'tap_schema.schemas',
    type: 'table',
    description: 'Schemas that can be queried',
    columns: [
      text('schema_name', 'Name of the schema', { principal: true }),
      text('utype', 'Utype of the schema'),
      text('description', 'What the schema holds', { principal: true }),
      number('schema_index', 'int', 'Order of display', { std: true }),
    ],
  },
  {
    name: 'tap_schema.tables',
    type: 'table',
    description: 'Tables that can be queried',
    columns: [
      text('schema_name', 'Schema of the table', { principal: true }),
      text('table_name', 'Name as a query writes it', { principal: true }),
      text('table_type', 'table or view'),
      text('utype', 'Utype of the table'),
      text('description', 'What the table holds', { principal: true }),
      number('table_index', 'int', 'Order of display', { std: true }),
    ],
    foreignKeys: [{ target: 'tap_schema.schemas', columns: [['schema_name', 'schema_name']] }],
  },
  {
    name: 'tap_schema.columns',
    type: 'table',
    description: 'Columns of the tables',
    columns: [
      text('table_name', 'Table of the column', { principal: true }),
      text('column_name', 'Name as a query writes it', { principal: true }),
      text('datatype', 'VOTable datatype', { principal: true }),
      text('arraysize', 'VOTable arraysize', { principal: true }),
      text('xtype', 'VOTable xtype'),
      number('size', 'int', 'Length of variable-length values (deprecated)', { std: true }),
      text('description', 'What the column holds', { principal: true }),
      text('utype', 'Utype of the column'),
      text('unit', 'Unit, VOUnits'),
      text('ucd', 'UCD 1+'),
      number('indexed', 'int', '1 where an index helps', { std: true }),
      number('principal', 'int', '1 for columns to show first', { std: true }),
      number('std', 'int', '1 where a standard defines the column', { std: true }),
      number('column_index', 'int', 'Order of display', { std: true }),
    ],
    foreignKeys: [{ target: 'tap_schema.tables', columns: [['table_name', 'table_name']] }],
  },
  {
    name: 'tap_schema.keys',
    type: 'table',
    description: 'Foreign keys between the tables',
    columns: [
      text('key_id', 'Identifier of the key', { principal: true }),
      text('from_table', 'Table that refers', { principal: true }),
      text('target_table', 'Table referred to', { principal: true }),
      text('description', 'What the key means'),
      text('utype', 'Utype of the key'),
    ],
    foreignKeys: [
      { target: 'tap_schema.tables', columns: [['from_table', 'table_name']] },
      { target: 'tap_schema.tables', columns: [['target_table', 'table_name']] },
    ],
  },
  {
    name: 'tap_schema.key_columns',
    type: 'table',
    description: 'Columns of the foreign keys',
    columns: [
      text('key_id', 'Key that the pair belongs to', { principal: true }),
      text('from_column', 'Column that refers', { principal: true }),
      text('target_column', 'Column referred to', { principal: true }),
    ],
    foreignKeys: [{ target: 'tap_schema.keys', columns: [['key_id', 'key_id']] }],
  },
]

/** All that TAP users can see: schemas, tables and columns with their meaning. TAP_SCHEMA is filled from it, names in ADQL are resolved against it. */
export const catalogue: readonly SchemaDoc[] = [
  { name: 'ivoa', description: 'Observations in the IVOA’s common form', tables: [obscoreTable] },
  { name: 'cat', description: 'Object catalogues', tables: [objectTable] },
  {
    name: 'prov',
    description: 'Provenance: where data came from and what happened to it (IVOA Provenance data model 1.0; times are MJD in UTC)',
    tables: provTables,
  },
  {
    name: 'ap',
    description: 'Alert Production: what was observed, what was made of it, in which order (times are MJD in TAI)',
    tables: [...apTables, ...orderTables, noteTable],
  },
  { name: 'tap_schema', description: 'What can be queried here: schemas, tables, columns', tables: tapSchemas },
]
