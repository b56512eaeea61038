import { SaxesParser } from 'saxes'
import type { Field } from '../table/field.ts'
import type { Info, Param, ServiceDescriptor } from './document.ts'
import { Malformed, clip } from './malformed.ts'
import { wireField, type WireField } from './wire-field.ts'

/** Where the rows of a table begin. `wanted` = it is the table that is read. */
export interface DataStart {
  readonly kind: 'TABLEDATA' | 'BINARY' | 'BINARY2'
  readonly wanted: boolean
}

const maxDepth = 100
const maxFields = 10_000

/** All of a VOTable but its rows: elements are checked by an XML parser, and kept as what they mean. */
export class Structure {
  readonly fields: WireField[] = []
  readonly infos: Info[] = []
  readonly params: Param[] = []
  readonly services: ServiceDescriptor[] = []
  overflow = false
  sawVotable = false
  /** Set when rows begin; whoever reads them takes it away. */
  data: DataStart | null = null
  /** Characters given since the last tag. */
  quiet = 0
  readonly #parser = new SaxesParser()
  readonly #path: string[] = []
  readonly #resourceTypes: string[] = []
  /** The one table that is read: the first in a resource that is not type="meta". */
  #table: 'before' | 'within' | 'after' = 'before'
  #service: {
    readonly attributes: Readonly<Record<string, string>>
    readonly params: Record<string, string>
    readonly input: Param[]
    inInput: boolean
  } | null = null
  #options: string[] | null = null
  #last: ((more: Partial<Field>) => void) | null = null
  #text: string | null = null
  #info: Info | null = null
  #passedLines = 0

  constructor() {
    this.#parser.on('error', (error) => {
      throw new Malformed(`the document is not well-formed XML at ${this.place}: ${error.message.replace(/^[^ ]*\d+:\d+: /u, '')}`)
    })
    this.#parser.on('opentag', (tag) => this.#open(local(tag.name), tag.attributes as Record<string, string>))
    this.#parser.on('closetag', (tag) => this.#close(local(tag.name)))
    const text = (t: string): void => {
      if (this.#text !== null) this.#text += t
    }
    this.#parser.on('text', text)
    this.#parser.on('cdata', text)
  }

  /** 'line 3, column 14'. */
  get place(): string {
    return `line ${this.#parser.line + this.#passedLines}, column ${this.#parser.column}`
  }

  write(text: string): void {
    this.quiet += text.length
    this.#parser.write(text)
  }

  /** Lines that others read. */
  passed(lines: number): void {
    this.#passedLines += lines
  }

  /** The end of the document. */
  close(): void {
    this.#parser.close()
    if (!this.sawVotable) throw new Malformed('the document is no VOTable: it has no VOTABLE element')
  }

  #open(name: string, a: Readonly<Record<string, string>>): void {
    this.quiet = 0
    if (this.#path.length === 0 && name !== 'VOTABLE')
      throw new Malformed(`the document is no VOTable: it has no VOTABLE element, but begins with <${clip(name)}>`)
    this.#path.push(name)
    if (this.#path.length > maxDepth) throw new Malformed(`elements are nested more than ${maxDepth} deep at ${this.place}`)
    switch (name) {
      case 'VOTABLE':
        this.sawVotable = true
        return
      case 'RESOURCE':
        this.#resourceTypes.push(a['type'] ?? '')
        if (a['utype']?.toLowerCase() === 'adhoc:service') this.#service = { attributes: a, params: {}, input: [], inInput: false }
        return
      case 'GROUP':
        if (this.#service !== null && a['name'] === 'inputParams') this.#service.inInput = true
        return
      case 'TABLE':
        if (this.#table === 'before' && !this.#resourceTypes.includes('meta')) this.#table = 'within'
        return
      case 'FIELD':
        this.#field(a)
        return
      case 'PARAM':
        this.#param(a)
        return
      case 'VALUES':
        if (a['null'] !== undefined) this.#last?.({ nullValue: a['null'] })
        this.#options = []
        return
      case 'OPTION':
        this.#options?.push(a['value'] ?? '')
        return
      case 'INFO':
        this.#info = { name: a['name'] ?? '', value: a['value'] ?? '', ...(a['ID'] === undefined ? {} : { id: a['ID'] }) }
        this.#text = ''
        return
      case 'DESCRIPTION':
        this.#text = ''
        return
      case 'TABLEDATA':
        this.data = { kind: name, wanted: this.#table === 'within' }
        return
      case 'STREAM':
        this.#stream(a)
        return
      case 'FITS':
        if (this.#table === 'within') throw new Malformed('the table is embedded as FITS, which is not read: ask for TABLEDATA, BINARY or BINARY2')
    }
  }

  #stream(a: Readonly<Record<string, string>>): void {
    const parent = this.#path.at(-2)
    if (parent !== 'BINARY' && parent !== 'BINARY2') throw new Malformed(`<STREAM> at ${this.place} stands outside of BINARY and BINARY2`)
    const wanted = this.#table === 'within'
    if (wanted && a['href'] !== undefined) throw new Malformed(`the table's data lie in another file (${clip(a['href'])}), which is not read`)
    const encoding = a['encoding'] ?? 'base64'
    if (wanted && encoding !== 'base64') throw new Malformed(`the encoding ${clip(encoding)} of STREAM is not supported: base64 is`)
    this.data = { kind: parent, wanted }
  }

  #field(a: Readonly<Record<string, string>>): void {
    if (this.#table !== 'within') {
      this.#last = null
      return
    }
    if (this.fields.length === maxFields) throw new Malformed(`the table has more than ${maxFields} fields`)
    const at = this.fields.push(wireField(a, this.fields.length + 1)) - 1
    this.#last = (more) => {
      const wired = this.fields[at]!
      this.fields[at] = { ...wired, field: { ...wired.field, ...more } }
    }
  }

  #param(a: Readonly<Record<string, string>>): void {
    const { field } = wireField({ ...a, datatype: a['datatype'] ?? 'char', arraysize: a['arraysize'] ?? (a['datatype'] === undefined ? '*' : '') }, 0)
    const param: Param = { ...field, value: a['value'] ?? '', ...(a['ref'] === undefined ? {} : { ref: a['ref'] }) }
    const service = this.#service
    if (service !== null && !service.inInput) {
      service.params[param.name] = param.value
      this.#last = null
      return
    }
    const list = service === null ? this.params : service.input
    const at = list.push(param) - 1
    this.#last = (more) => (list[at] = { ...list[at]!, ...more })
  }

  #close(name: string): void {
    this.quiet = 0
    this.#path.pop()
    switch (name) {
      case 'TABLE':
        if (this.#table === 'within') this.#table = 'after'
        return
      case 'INFO':
        this.#endInfo()
        return
      case 'DESCRIPTION': {
        const parent = this.#path.at(-1)
        const description = (this.#text ?? '').trim()
        if ((parent === 'FIELD' || parent === 'PARAM') && description !== '') this.#last?.({ description })
        this.#text = null
        return
      }
      case 'VALUES':
        if (this.#options !== null && this.#options.length > 0) this.#last?.({ options: this.#options })
        this.#options = null
        return
      case 'FIELD':
      case 'PARAM':
        this.#last = null
        return
      case 'GROUP':
        if (this.#service !== null) this.#service.inInput = false
        return
      case 'RESOURCE':
        this.#resourceTypes.pop()
        this.#endService()
    }
  }

  #endInfo(): void {
    if (this.#info === null) return
    const text = (this.#text ?? '').trim()
    const info = text === '' ? this.#info : { ...this.#info, text }
    this.infos.push(info)
    this.#info = null
    this.#text = null
    if (info.name.toUpperCase() !== 'QUERY_STATUS') return
    if (info.value.toUpperCase() === 'ERROR') throw new Malformed(text === '' ? 'the service reports an error without a word why' : text)
    if (info.value.toUpperCase() === 'OVERFLOW') this.overflow = true
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
    this.services.push({ accessUrl, input: s.input, ...present })
  }
}

function local(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
