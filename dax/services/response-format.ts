import { Fault } from '../fault.ts'
import { clip, type DaliParams } from './dali.ts'

/** How a table leaves dax. */
export type FormatKey = 'tabledata' | 'binary' | 'binary2' | 'csv' | 'tsv' | 'json' | 'fits' | 'parquet'

/** One output format: names it goes by (short names and MIME types, lower case), what is answered, and what capabilities say. */
export interface OutputFormat {
  readonly key: FormatKey
  readonly mime: string
  readonly extension: string
  /** Other names that ask for it. */
  readonly aliases: readonly string[]
  /** Identifier in TAPRegExt, where the standard has one. */
  readonly ivoId?: string
}

const registered = (key: string) => `ivo://ivoa.net/std/TAPRegExt#output-votable-${key}`

/** Every format that dax writes, the default first: TABLEDATA, which every client reads; the others on demand. */
export const outputFormats: readonly [OutputFormat, ...OutputFormat[]] = [
  {
    key: 'tabledata',
    mime: 'application/x-votable+xml',
    extension: 'vot',
    ivoId: registered('td'),
    aliases: [
      'votable',
      'votable/td',
      'text/xml',
      'application/xml',
      'application/x-votable+xml;serialization=tabledata',
      'text/xml;serialization=tabledata',
    ],
  },
  {
    key: 'binary2',
    mime: 'application/x-votable+xml;serialization=BINARY2',
    extension: 'vot',
    ivoId: registered('binary2'),
    aliases: ['votable/b2', 'votable/binary2', 'text/xml;serialization=binary2'],
  },
  {
    key: 'binary',
    mime: 'application/x-votable+xml;serialization=BINARY',
    extension: 'vot',
    ivoId: registered('binary'),
    aliases: ['votable/b', 'votable/binary', 'text/xml;serialization=binary'],
  },
  { key: 'csv', mime: 'text/csv;header=present', extension: 'csv', aliases: ['csv', 'text/csv'] },
  { key: 'tsv', mime: 'text/tab-separated-values', extension: 'tsv', aliases: ['tsv'] },
  { key: 'json', mime: 'application/json', extension: 'json', aliases: ['json'] },
  { key: 'fits', mime: 'application/fits', extension: 'fits', aliases: ['fits'] },
  {
    key: 'parquet',
    mime: 'application/vnd.apache.parquet',
    extension: 'parquet',
    aliases: ['parquet', 'application/parquet', 'application/x-parquet'],
  },
]

/** The format chosen for an answer, with the Content-Type to send: the name asked for when it was a MIME type (DALI 1.1 §3.4.3), else the format's own. */
export interface ChosenFormat {
  readonly format: OutputFormat
  readonly contentType: string
}

/** RESPONSEFORMAT (or FORMAT) decides; else the Accept header where it names one of ours; else the default. Throws a usage Fault for an unknown format. */
export function chooseFormat(
  params: DaliParams,
  accept: string | null,
  formats: readonly [OutputFormat, ...OutputFormat[]] = outputFormats,
): ChosenFormat {
  const asked = (params.one('RESPONSEFORMAT') ?? params.one('FORMAT'))?.trim()
  if (asked !== undefined && asked !== '') {
    const found = byName(asked, formats)
    if (found !== null) return found
    const names = formats.map((format) => format.aliases.find((alias) => !alias.includes('/')) ?? format.mime)
    throw new Fault('usage', `RESPONSEFORMAT=${clip(asked)} is not offered; choose one of ${[...new Set(names)].join(', ')}.`, [
      'query',
      'RESPONSEFORMAT',
    ])
  }
  for (const name of acceptOrder(accept)) {
    const found = byName(name, formats)
    if (found !== null) return found
  }
  return { format: formats[0], contentType: formats[0].mime }
}

function byName(name: string, formats: readonly OutputFormat[]): ChosenFormat | null {
  // a form that was not encoded turns the '+' of x-votable+xml into a space
  const text = name.trim().replace(/^application\/x-votable xml/i, 'application/x-votable+xml')
  const key = text
    .toLowerCase()
    .replace(/\s*;\s*/g, ';')
    .replace(/"/g, '')
    .replace(/;(content|charset)=[^;]*/g, '')
  const format = formats.find((one) => one.mime.toLowerCase() === key || one.aliases.includes(key))
  if (format === undefined) return null
  return { format, contentType: text.includes('/') && !/^votable\//i.test(text) && !text.includes('\n') ? text : format.mime }
}

/** MIME types of an Accept header, best first; wildcards and refused ones (q=0) left out. */
function acceptOrder(accept: string | null): string[] {
  if (accept === null || accept.length > 2000) return []
  const wanted = accept.split(',').map((part, place) => {
    const [type = '', ...rest] = part.split(';').map((piece) => piece.trim())
    const q = rest.find((piece) => /^q=/i.test(piece))
    const name = [type, ...rest.filter((piece) => !/^q=/i.test(piece))].join(';')
    return { name, q: q === undefined ? 1 : Number(q.slice(2)), place }
  })
  return wanted
    .filter(({ name, q }) => q > 0 && !name.includes('*') && name !== '' && !/^(text|application)\/(xml|xhtml\+xml|html)$/i.test(name))
    .sort((a, b) => b.q - a.q || a.place - b.place)
    .map(({ name }) => name)
}
