import { SaxesParser } from 'saxes'
import type { Result } from '../result.ts'
import { fail, ok } from '../result.ts'
import { BatchBuilder } from '../table/build.ts'
import type { Batch, Column, Table } from '../table/columns.ts'
import type { Datatype, Field } from '../table/field.ts'
import { binaryReader } from './binary-read.ts'
import type { BinaryReader } from './binary-read.ts'
import { parseCell } from './cell-text.ts'
import type { Info } from './write.ts'

/** A PARAM, or a parameter of a service descriptor. */
export interface Param extends Field {
  readonly value: string
  /** ID of a FIELD that gives the value, row by row. */
  readonly ref?: string
}

/** A RESOURCE with utype adhoc:service (DataLink 1.1, §4). */
export interface ServiceDescriptor {
  readonly id?: string
  readonly name?: string
  readonly accessUrl: string
  readonly standardId?: string
  readonly resourceIdentifier?: string
  readonly input: readonly Param[]
}

export interface VotableDoc {
  readonly table: Table
  readonly infos: readonly Info[]
  readonly params: readonly Param[]
  readonly services: readonly ServiceDescriptor[]
}

export interface ReadOptions {
  /** Most rows to keep; the rest is dropped and the table marked as overflowed. */
  readonly maxRows?: number
  readonly signal?: AbortSignal
  /** Called with the number of rows read so far. */
  readonly onProgress?: (rows: number) => void
}

const datatypes: ReadonlySet<string> = new Set(['boolean', 'unsignedByte', 'short', 'int', 'long', 'float', 'double', 'char', 'unicodeChar'])

class Malformed extends Error {}

/**
 * Reads a VOTable 1.0 to 1.5 into columns: the first table of the results RESOURCE, in TABLEDATA, BINARY or BINARY2, from a stream of bytes
 * that is never held whole. A QUERY_STATUS of ERROR is an error here; so is anything malformed, with its row and field.
 */
export async function readVotable(input: ReadableStream<Uint8Array> | Uint8Array | string, options: ReadOptions = {}): Promise<Result<VotableDoc>> {
  const reader = new Reader(options)
  try {
    for await (const text of textOf(input)) {
      options.signal?.throwIfAborted()
      reader.write(text)
    }
    return ok(reader.finish())
  } catch (error) {
    if (error instanceof Malformed) return fail(error.message)
    if (options.signal?.aborted === true) throw options.signal.reason
    if (error instanceof Error && error.name === 'AbortError') throw error
    if (error instanceof Error && reader.xmlError) return fail(`the document is not well-formed XML: ${error.message}`)
    throw error
  }
}

async function* textOf(input: ReadableStream<Uint8Array> | Uint8Array | string): AsyncGenerator<string> {
  if (typeof input === 'string') {
    yield input
    return
  }
  const decoder = new TextDecoder()
  if (input instanceof Uint8Array) {
    const step = 1 << 20
    for (let at = 0; at < input.length; at += step) yield decoder.decode(input.subarray(at, at + step), { stream: true })
  } else {
    const chunks = input.getReader()
    try {
      for (;;) {
        const { done, value } = await chunks.read()
        if (done) break
        yield decoder.decode(value, { stream: true })
      }
    } finally {
      await chunks.cancel().catch(() => undefined)
    }
  }
  yield decoder.decode()
}

interface OpenService {
  readonly attributes: Record<string, string>
  params: Record<string, string>
  input: Param[]
  inInput: boolean
}

class Reader {
  xmlError = false
  readonly #parser = new SaxesParser()
  readonly #options: ReadOptions
  readonly #path: string[] = []
  readonly #fields: Field[] = []
  readonly #infos: Info[] = []
  readonly #params: Param[] = []
  readonly #services: ServiceDescriptor[] = []
  #service: OpenService | null = null
  #options_: string[] | null = null
  #lastField: { set: (more: Partial<Field>) => void } | null = null
  #text: string | null = null
  #info: Info | null = null
  #builder: BatchBuilder | null = null
  #row: unknown[] | null = null
  #binary: BinaryReader | null = null
  #tables = 0
  #rows = 0
  #overflow = false
  #sawVotable = false

  constructor(options: ReadOptions) {
    this.#options = options
    this.#parser.on('error', (error) => {
      this.xmlError = true
      throw error
    })
    this.#parser.on('opentag', (tag) => this.#open(local(tag.name), tag.attributes as Record<string, string>))
    this.#parser.on('closetag', (tag) => this.#close(local(tag.name)))
    const text = (t: string): void => this.#characters(t)
    this.#parser.on('text', text)
    this.#parser.on('cdata', text)
  }

  write(text: string): void {
    this.#parser.write(text)
  }

  finish(): VotableDoc {
    this.#parser.close()
    if (!this.#sawVotable) throw new Malformed('the document is no VOTable: it has no VOTABLE element')
    const batch: Batch = this.#builder?.finish() ?? new BatchBuilder(this.#fields).finish()
    return {
      table: { fields: this.#fields, length: batch.length, columns: batch.columns as readonly Column[], overflow: this.#overflow },
      infos: this.#infos,
      params: this.#params,
      services: this.#services,
    }
  }

  #open(name: string, a: Record<string, string>): void {
    this.#path.push(name)
    switch (name) {
      case 'VOTABLE':
        this.#sawVotable = true
        return
      case 'RESOURCE':
        if (a['utype']?.toLowerCase() === 'adhoc:service') this.#service = { attributes: a, params: {}, input: [], inInput: false }
        return
      case 'GROUP':
        if (this.#service !== null && a['name'] === 'inputParams') this.#service.inInput = true
        return
      case 'TABLE':
        this.#tables += 1
        return
      case 'FIELD':
        if (this.#tables === 1) {
          const field = this.#field(a)
          const at = this.#fields.push(field) - 1
          this.#lastField = { set: (more) => (this.#fields[at] = { ...this.#fields[at]!, ...more }) }
        }
        return
      case 'PARAM':
        this.#param(a)
        return
      case 'VALUES':
        if (this.#lastField !== null && a['null'] !== undefined) this.#lastField.set({ nullValue: a['null'] })
        this.#options_ = []
        return
      case 'OPTION':
        this.#options_?.push(a['value'] ?? '')
        return
      case 'INFO':
        this.#info = { name: a['name'] ?? '', value: a['value'] ?? '', ...(a['ID'] === undefined ? {} : { id: a['ID'] }) }
        this.#text = ''
        return
      case 'DESCRIPTION':
        this.#text = ''
        return
      case 'DATA':
        if (this.#tables === 1) this.#builder = new BatchBuilder(this.#fields)
        return
      case 'TR':
        if (this.#tables === 1) this.#row = []
        return
      case 'TD':
        if (this.#row !== null) {
          if (a['encoding'] === 'base64') throw new Malformed(`row ${this.#rows + 1}: a TD in base64 is not supported`)
          this.#text = ''
        }
        return
      case 'STREAM':
        if (this.#tables !== 1) return
        if (a['href'] !== undefined) throw new Malformed(`the table's data lie in another file (${a['href']}), which is not read`)
        if ((a['encoding'] ?? 'base64') !== 'base64') throw new Malformed(`the encoding ${a['encoding']} of STREAM is not supported: base64 is`)
        this.#binary = binaryReader(this.#fields, this.#path.at(-2) === 'BINARY2', (row) => this.#take(row))
        return
      case 'FITS':
        throw new Malformed('the table is embedded as FITS, which is not read: ask for TABLEDATA, BINARY or BINARY2')
    }
  }

  #field(a: Record<string, string>): Field {
    const name = a['name'] ?? a['ID'] ?? `col${this.#fields.length + 1}`
    const datatype = a['datatype'] ?? 'char'
    if (!datatypes.has(datatype)) throw new Malformed(`field ${name}: the datatype ${datatype} is not supported (${[...datatypes].join(', ')})`)
    const given = { id: a['ID'], arraysize: a['arraysize'], xtype: a['xtype'], unit: a['unit'], ucd: a['ucd'], utype: a['utype'] }
    const present = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined && v !== ''))
    return { name, datatype: datatype as Datatype, ...present }
  }

  #param(a: Record<string, string>): void {
    const field = this.#field({ datatype: 'char', arraysize: '*', ...a })
    const param: Param = { ...field, value: a['value'] ?? '', ...(a['ref'] === undefined ? {} : { ref: a['ref'] }) }
    if (this.#service === null) {
      const at = this.#params.push(param) - 1
      this.#lastField = { set: (more) => (this.#params[at] = { ...this.#params[at]!, ...more }) }
    } else if (this.#service.inInput) {
      const list = this.#service.input
      const at = list.push(param) - 1
      this.#lastField = { set: (more) => (list[at] = { ...list[at]!, ...more }) }
    } else this.#service.params[param.name] = param.value
  }

  #characters(text: string): void {
    if (this.#binary !== null) this.#binary.push(text)
    else if (this.#text !== null) this.#text += text
  }

  #close(name: string): void {
    this.#path.pop()
    switch (name) {
      case 'TD':
        if (this.#row !== null) {
          const i = this.#row.length
          const field = this.#fields[i]
          if (field === undefined) throw new Malformed(`row ${this.#rows + 1} has more cells than the table has fields (${this.#fields.length})`)
          const cell = parseCell(field, this.#text ?? '')
          if (!cell.ok) throw new Malformed(`row ${this.#rows + 1}, field ${field.name}: ${cell.error.message}`)
          this.#row.push(cell.value)
          this.#text = null
        }
        return
      case 'TR':
        if (this.#row !== null) {
          if (this.#row.length < this.#fields.length)
            throw new Malformed(`row ${this.#rows + 1} has ${this.#row.length} cells, and the table has ${this.#fields.length} fields`)
          this.#take(this.#row)
          this.#row = null
        }
        return
      case 'STREAM':
        if (this.#binary !== null) {
          const left = this.#binary.end()
          if (left !== null) throw new Malformed(`row ${this.#rows + 1}: ${left}`)
          this.#binary = null
        }
        return
      case 'INFO':
        this.#endInfo()
        return
      case 'DESCRIPTION':
        if (this.#path.at(-1) === 'FIELD' || this.#path.at(-1) === 'PARAM') this.#lastField?.set({ description: (this.#text ?? '').trim() })
        this.#text = null
        return
      case 'VALUES':
        if (this.#options_ !== null && this.#options_.length > 0) this.#lastField?.set({ options: this.#options_ })
        this.#options_ = null
        return
      case 'FIELD':
      case 'PARAM':
        this.#lastField = null
        return
      case 'GROUP':
        if (this.#service !== null) this.#service.inInput = false
        return
      case 'RESOURCE':
        this.#endService()
    }
  }

  #endInfo(): void {
    if (this.#info === null) return
    const text = (this.#text ?? '').trim()
    const info = text === '' ? this.#info : { ...this.#info, text }
    this.#infos.push(info)
    this.#info = null
    this.#text = null
    if (info.name.toUpperCase() !== 'QUERY_STATUS') return
    if (info.value.toUpperCase() === 'ERROR') throw new Malformed(text === '' ? 'the service reports an error without a word why' : text)
    if (info.value.toUpperCase() === 'OVERFLOW') this.#overflow = true
  }

  #endService(): void {
    const s = this.#service
    if (s === null) return
    this.#service = null
    const accessUrl = s.params['accessURL']
    if (accessUrl === undefined || accessUrl === '') return
    const given = {
      id: s.attributes['ID'],
      name: s.attributes['name'],
      standardId: s.params['standardID'],
      resourceIdentifier: s.params['resourceIdentifier'],
    }
    const present = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined))
    this.#services.push({ accessUrl, input: s.input, ...present })
  }

  #take(row: readonly unknown[]): void {
    if (this.#builder === null) return
    this.#rows += 1
    if (this.#options.maxRows !== undefined && this.#rows > this.#options.maxRows) {
      this.#overflow = true
      return
    }
    this.#builder.add(row)
    if (this.#rows % 10_000 === 0) this.#options.onProgress?.(this.#rows)
  }
}

function local(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
