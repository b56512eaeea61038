import { readProvN } from '../../../vo/prov/read-prov-n.ts'
import { parseTime } from '../../../vo/time/parse-time.ts'
import { asideSections, provSidecar, type ProvSidecar } from '../../contract/prov-sidecar.ts'
import { isXml, plainProvJson } from './plain-prov-json.ts'
import type { ActivityRecord, AgentRecord, AttemptRecord, DataId, EntityRecord, ProvRecord, RelationRecord, ToldDataset } from './record.ts'

/** A sidecar or PROV-JSON document as the archive would keep it. */
export interface ReadProvenance {
  readonly record: ProvRecord
  /** What the document tells of the image itself. */
  readonly dataset: ToldDataset
  /** It tells what made the image. */
  readonly made: boolean
  readonly notes: readonly string[]
}

/** Sidecars are no larger than this. */
export const sidecarBytes = 16 * 1024 * 1024

const namespaces = { prov: 'http://www.w3.org/ns/prov#', xsd: 'http://www.w3.org/2001/XMLSchema#', skydax: 'urn:skydax:prov#' }
const plainIds = 'urn:skydax:id:'
const imageName = 'urn:skydax:prov#image'
const mostProblems = 100

/**
 * Reads a sidecar (`imageId` = the publisher DID that `skydax:image` stands for) or a document in PROV-JSON or PROV-N (null: there is no such image). Entities that a
 * sidecar describes and whose making it does not tell are placeholders. Fails with all problems, each with its place and value.
 */
export function readProvenance(
  bytes: Uint8Array,
  imageId: string | null,
): { readonly ok: true; readonly value: ReadProvenance } | { readonly ok: false; readonly problems: readonly string[] } {
  if (bytes.length > sidecarBytes) return { ok: false, problems: [`it has ${bytes.length} bytes; ${sidecarBytes} are the most that are read`] }
  let raw: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^\uFEFF/u, '')
    if (imageId === null && /^\s*(?:\/\/[^\n]*\s*)*document\b/u.test(text)) {
      const read = readProvN(text)
      if (!read.ok) return { ok: false, problems: [read.error.message] }
      raw = read.value
    } else raw = JSON.parse(text)
  } catch (error) {
    if (isXml(bytes))
      return { ok: false, problems: ['it is XML; PROV-JSON and PROV-N are read (prov-convert of the Python package prov makes them from PROV-XML)'] }
    return { ok: false, problems: [`it is no JSON: ${error instanceof SyntaxError ? error.message : 'its bytes are not UTF-8'}`] }
  }
  const plain = plainProvJson(raw)
  const parsed = provSidecar.safeParse(plain)
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => issueText(issue, plain))
    return {
      ok: false,
      problems: [...problems.slice(0, mostProblems), ...(problems.length > mostProblems ? [`and ${problems.length - mostProblems} more`] : [])],
    }
  }
  const problems: string[] = []
  const value = new Reader(parsed.data, imageId, problems).read()
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code?: string | undefined
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly Issue[])[]
}

/** The issue as sentences, the most telling ones of a union. */
function issueText(issue: Issue, root: unknown, before: readonly PropertyKey[] = []): string[] {
  const path = [...before, ...issue.path]
  const inner = issue.message === 'Invalid input' ? (issue.errors ?? []).filter((one) => one.some(({ path: at }) => at.length > 0)) : []
  if (inner[0] !== undefined) return inner[0].flatMap((one) => issueText(one, root, path))
  if (issue.keys !== undefined)
    return issue.keys.map((key) => `${place([...path, key])} is not known here; the sections of PROV-JSON and their attributes are expected`)
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  )
  return [`${place(path)} is ${found === undefined ? 'missing' : JSON.stringify(found).slice(0, 100)}: ${issue.message}`]
}

function place(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (i === 0 ? String(key) : `[${JSON.stringify(key)}]`)).join('') || 'the document'
}

class Reader {
  readonly #document: ProvSidecar
  readonly #imageId: string | null
  readonly #problems: string[]
  readonly #notes: string[] = []
  /** Times (MJD, UTC) at which entities were made, by activities that are not told. */
  readonly #madeAt = new Map<string, number>()
  readonly #prefixes: Readonly<Record<string, string>>

  constructor(document: ProvSidecar, imageId: string | null, problems: string[]) {
    this.#document = document
    this.#imageId = imageId
    this.#problems = problems
    this.#prefixes = { ...namespaces, ...document.prefix }
  }

  read(): ReadProvenance {
    const document = this.#document
    const relations = this.#relations()
    const made = new Set(relations.filter(({ kind }) => kind === 'wasGeneratedBy').map(({ from }) => from))
    const entities: EntityRecord[] = []
    let dataset: ReadProvenance['dataset'] = {}
    for (const [key, told] of Object.entries(document.entity ?? {})) {
      const id = this.#id(key, ['entity', key])
      const own = given({ uuid: told['skydax:uuid']?.toLowerCase(), type: told['skydax:datasetType'], run: told['skydax:run'] })
      if (id === this.#imageId) dataset = { ...own, ...this.#dataId(told) }
      else
        entities.push({
          id,
          ...own,
          ...this.#dataId(told),
          ...given({ name: told['prov:label'], produced: told['skydax:produced'], generatedAt: this.#madeAt.get(id) }),
          ...(this.#imageId !== null && !made.has(id) ? { placeholder: true } : {}),
        })
    }
    const notes = [
      ...this.#notes,
      ...asideSections.filter((name) => document[name] !== undefined).map((name) => `${name} is read over: the archive has no such relation`),
    ]
    return {
      record: { entities, activities: this.#activities(), agents: this.#agents(), runs: this.#runs(), relations },
      dataset,
      made:
        this.#imageId !== null &&
        relations.some(({ kind, from }) => from === this.#imageId && (kind === 'wasGeneratedBy' || kind === 'wasDerivedFrom')),
      notes,
    }
  }

  #activities(): ActivityRecord[] {
    const histories = new Map(
      Object.entries(this.#document['skydax:attempts'] ?? {}).map(([key, list]) => [
        this.#id(key, ['skydax:attempts', key]),
        list.map((one, i): AttemptRecord => ({
          ...given({ ...one, start: undefined, end: undefined }),
          attempt: one.attempt,
          status: one.status,
          ...given({
            start: this.#time(one.start, ['skydax:attempts', key, i, 'start']),
            end: this.#time(one.end, ['skydax:attempts', key, i, 'end']),
          }),
        })),
      ]),
    )
    const activities = Object.entries(this.#document.activity ?? {}).map(([key, told]): ActivityRecord => {
      const id = this.#id(key, ['activity', key])
      const history = histories.get(id)
      histories.delete(id)
      return {
        id,
        kind: told['skydax:task'] !== undefined || told['skydax:status'] !== undefined || history !== undefined ? 'quantum' : 'activity',
        ...this.#dataId(told),
        ...given({
          name: told['prov:label'],
          task: told['skydax:task'],
          run: told['skydax:run'],
          status: told['skydax:status'],
          caveats: told['skydax:caveats'],
          attemptCount: told['skydax:attempts'],
          node: told['skydax:node'],
          exceptionType: told['skydax:exceptionType'],
          exceptionMessage: told['skydax:exceptionMessage'],
          start: this.#time(told['prov:startTime'], ['activity', key, 'prov:startTime']),
          end: this.#time(told['prov:endTime'], ['activity', key, 'prov:endTime']),
          attempts: history,
        }),
      }
    })
    for (const id of histories.keys()) this.#problems.push(`skydax:attempts tells of ${id}, and the section activity does not`)
    return activities
  }

  #agents(): AgentRecord[] {
    return Object.entries(this.#document.agent ?? {}).map(([key, told]) => {
      const type = [told['prov:type']].flat().find((one) => typeof one === 'string')
      return {
        id: this.#id(key, ['agent', key]),
        ...given({ name: told['prov:label'], type: typeof type === 'string' ? type.replace(/^prov:/u, '') : undefined }),
      }
    })
  }

  #runs(): ProvRecord['runs'] {
    return Object.entries(this.#document['skydax:runs'] ?? {}).map(([name, { packages, ...told }]) => ({
      name,
      ...given(told),
      packages: Object.entries(packages ?? {}).map(([one, { version, gitSha }]) => ({ name: one, version, ...given({ gitSha }) })),
    }))
  }

  #relations(): RelationRecord[] {
    const out: RelationRecord[] = []
    for (const [kind, [from, to]] of Object.entries(ends) as [RelationRecord['kind'], readonly [string, string]][])
      for (const [key, list] of Object.entries(this.#document[kind] ?? {}))
        for (const one of [list].flat() as Record<string, unknown>[])
          for (const target of [one[to]].flat()) {
            if (target === undefined) {
              // PROV-DM lets these ends be unknown: a time of generation is kept, an unknown input or agent says nothing
              const time = this.#time(one['prov:time'] as string | undefined, [kind, key, 'prov:time'])
              if (kind === 'wasGeneratedBy' && time !== undefined) this.#madeAt.set(this.#id(String(one[from]), [kind, key, from]), time)
              else this.#notes.push(`${place([kind, key])} names no ${to}: read over`)
              continue
            }
            const state = one['skydax:inputState'] as RelationRecord['state']
            out.push({
              kind,
              from: this.#id(String(one[from]), [kind, key, from]),
              to: this.#id(String(target), [kind, key, to]),
              ...given({
                role: (one['prov:role'] ?? one['skydax:role']) as string | undefined,
                time: this.#time(one['prov:time'] as string | undefined, [kind, key, 'prov:time']),
                state,
              }),
            })
          }
    return out
  }

  #dataId(told: Readonly<Record<string, unknown>>): DataId {
    const visit = told['skydax:visit'] as string | number | undefined
    return given({
      visit: visit === undefined ? undefined : BigInt(visit),
      detector: told['skydax:detector'] as number | undefined,
      band: told['skydax:band'] as string | undefined,
      dayObs: told['skydax:dayObs'] as number | undefined,
      tract: told['skydax:tract'] as number | undefined,
      patch: told['skydax:patch'] as number | undefined,
    })
  }

  #time(text: string | undefined, at: readonly PropertyKey[]): number | undefined {
    if (text === undefined) return undefined
    const time = parseTime(text)
    if (time.ok) return time.value.mjd
    this.#problems.push(`${place(at)} is ${JSON.stringify(text).slice(0, 100)}: ${time.error.message}`)
    return undefined
  }

  /** The id that a qualified name stands for. */
  #id(name: string, at: readonly PropertyKey[]): string {
    const colon = name.indexOf(':')
    const prefix = colon < 0 ? 'default' : name.slice(0, colon)
    if (prefix === '_') return `${this.#imageId ?? plainIds}#${name.slice(2)}`
    const space = Object.hasOwn(this.#prefixes, prefix) ? this.#prefixes[prefix] : undefined
    if (space === undefined) {
      this.#problems.push(
        `${place(at)} names ${JSON.stringify(name).slice(0, 200)}: the prefix ${JSON.stringify(prefix)} is not declared in the section prefix`,
      )
      return name
    }
    const id = space + name.slice(colon + 1)
    if (id === imageName) {
      if (this.#imageId === null)
        this.#problems.push(`${place(at)} names skydax:image, and this document lies beside no image: take the image in, with this as its sidecar`)
      return this.#imageId ?? id
    }
    if (id.startsWith('urn:uuid:')) return id.slice(9).toLowerCase()
    return id.startsWith(plainIds) ? decoded(id.slice(plainIds.length)) : id
  }
}

const ends: Readonly<Record<RelationRecord['kind'], readonly [from: string, to: string]>> = {
  used: ['prov:activity', 'prov:entity'],
  wasGeneratedBy: ['prov:entity', 'prov:activity'],
  wasDerivedFrom: ['prov:generatedEntity', 'prov:usedEntity'],
  wasInformedBy: ['prov:informed', 'prov:informant'],
  hadMember: ['prov:collection', 'prov:entity'],
  wasAssociatedWith: ['prov:activity', 'prov:agent'],
  wasAttributedTo: ['prov:entity', 'prov:agent'],
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
function given<T extends object>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>
}
