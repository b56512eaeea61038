import { Fault } from '../../fault.ts'
import type { DaxConfig } from '../../ports.ts'
import { clip, maxrecOf, type DaliParams } from '../dali.ts'
import { chooseFormat, type ChosenFormat } from '../response-format.ts'

/** What a TAP request asks for, checked as far as can be without reading ADQL. */
export interface TapRequest {
  readonly query: string
  readonly maxrec: number
  readonly output: ChosenFormat
  readonly uploads: readonly UploadPart[]
}

/** One table of UPLOAD: its name in TAP_UPLOAD, and where its bytes are. */
export interface UploadPart {
  readonly table: string
  readonly source: UploadSource
}

/** A part of the multipart form, or an address. */
export type UploadSource = { readonly part: string } | { readonly url: string }

/** Longest ADQL text: some 20,000 identifiers in a list. */
export const maxQueryChars = 1_000_000

/** Tables that one request may upload. */
const maxUploads = 16

/** Reads REQUEST, LANG, QUERY, MAXREC, RESPONSEFORMAT, UPLOAD. Throws usage Faults. */
export function tapRequest(params: DaliParams, accept: string | null, config: DaxConfig): TapRequest {
  const request = params.one('REQUEST')
  if (request !== undefined && request.toLowerCase() !== 'doquery') {
    throw new Fault('usage', `REQUEST=${clip(request)} is not offered; send REQUEST=doQuery or leave it out.`, ['query', 'REQUEST'])
  }
  const lang = params.one('LANG')
  if (lang === undefined || lang === '') throw new Fault('usage', 'LANG is missing: send LANG=ADQL.', ['query', 'LANG'])
  if (!/^adql(-2\.[01])?$/i.test(lang))
    throw new Fault('usage', `LANG=${clip(lang)} is not offered; LANG=ADQL, ADQL-2.0 and ADQL-2.1 are.`, ['query', 'LANG'])
  const query = params.one('QUERY')
  if (query === undefined || query.trim() === '')
    throw new Fault('usage', 'QUERY is missing: send the ADQL text, e.g. QUERY=SELECT TOP 5 * FROM ivoa.obscore.', ['query', 'QUERY'])
  if (query.length > maxQueryChars)
    throw new Fault('usage', `QUERY is ${query.length} characters long; the limit is ${maxQueryChars}. Upload long lists as a table.`, [
      'query',
      'QUERY',
    ])
  return { query, maxrec: maxrecOf(params, config), output: chooseFormat(params, accept), uploads: uploadParts(params) }
}

/** UPLOAD=name,uri[;name,uri…], repeatable; the uri is param:PART or an http(s) address. */
function uploadParts(params: DaliParams): readonly UploadPart[] {
  const parts = params
    .all('UPLOAD')
    .flatMap((value) => value.split(';'))
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (parts.length > maxUploads) throw new Fault('usage', `UPLOAD names ${parts.length} tables; the limit is ${maxUploads}.`, ['query', 'UPLOAD'])
  const seen = new Set<string>()
  return parts.map((text) => {
    const comma = text.indexOf(',')
    const table = text
      .slice(0, comma)
      .trim()
      .replace(/^tap_upload\./i, '')
    const uri = text.slice(comma + 1).trim()
    if (comma < 0 || !/^[a-z][a-z0-9_]{0,62}$/i.test(table)) {
      throw new Fault(
        'usage',
        `UPLOAD=${clip(text)} is not NAME,param:PART (or NAME,http://…), where NAME begins with a letter and holds letters, digits and _ (at most 63).`,
        ['query', 'UPLOAD'],
      )
    }
    if (!/^(param:.|https?:\/\/.)/i.test(uri)) {
      throw new Fault(
        'usage',
        `UPLOAD of ${table} from ${clip(uri)}: write param:NAME_OF_THE_PART for a file in the multipart form, or an http address.`,
        ['query', 'UPLOAD'],
      )
    }
    if (seen.has(table.toLowerCase())) throw new Fault('usage', `UPLOAD names the table ${table} twice.`, ['query', 'UPLOAD'])
    seen.add(table.toLowerCase())
    return { table, source: /^param:/i.test(uri) ? { part: uri.slice('param:'.length) } : { url: uri } }
  })
}
