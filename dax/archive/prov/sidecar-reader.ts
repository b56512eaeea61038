import { relationArguments, withoutAttributes, type RelationKind } from '../../../vo/prov/relations.ts'
import { parseTime } from '../../../vo/time/parse-time.ts'
import { relationKinds } from '../../contract/lineage.ts'
import { asideSections, type ProvSidecar } from '../../contract/prov-sidecar.ts'
import { given } from './given.ts'
import { place } from './issue-text.ts'
import { toldWords } from './read-words.ts'
import type {
  ActivityRecord,
  AgentRecord,
  AttemptRecord,
  DataId,
  EntityRecord,
  FurtherRecord,
  ProvRecord,
  RelationRecord,
  ToldDataset,
  ToldWords,
} from './record.ts'

/** A sidecar or PROV-JSON document as the archive would keep it. */
export interface ReadProvenance {
  readonly record: ProvRecord
  /** What the document tells of the image itself. */
  readonly dataset: ToldDataset
  /** It tells what made the image. */
  readonly made: boolean
  readonly notes: readonly string[]
}

const namespaces = { prov: 'http://www.w3.org/ns/prov#', xsd: 'http://www.w3.org/2001/XMLSchema#', skydax: 'urn:skydax:prov#' }
const plainIds = 'urn:skydax:id:'
const imageName = 'urn:skydax:prov#image'

/** Reads a parsed sidecar or document into what the archive would keep; problems that the schema does not see are added to the list given. */
export class SidecarReader {
  readonly #document: ProvSidecar
  /** The document with its typed literals. */
  readonly #whole: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly #further: FurtherRecord[] = []
  readonly #imageId: string | null
  readonly #problems: string[]
  readonly #notes: string[] = []
  /** Times (MJD, UTC) at which entities were made, by activities that are not told. */
  readonly #madeAt = new Map<string, number>()
  readonly #prefixes: Readonly<Record<string, string>>

  constructor(document: ProvSidecar, whole: unknown, imageId: string | null, problems: string[]) {
    this.#document = document
    this.#whole = whole as Readonly<Record<string, Readonly<Record<string, unknown>>>>
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
      const own = given({
        uuid: told['skydax:uuid']?.toLowerCase(),
        type: told['skydax:datasetType'],
        run: told['skydax:run'],
        attributes: this.#words('entity', key),
      })
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
      ...asideSections.filter((name) => document[name] !== undefined).map((name) => `${name} is read over: the archive keeps no bundles`),
    ]
    return {
      record: {
        entities,
        activities: this.#activities(),
        agents: this.#agents(),
        runs: this.#runs(),
        relations,
        further: this.#further,
        prefixes: Object.fromEntries(Object.entries(this.#document.prefix ?? {}).filter(([prefix]) => !Object.hasOwn(namespaces, prefix))),
      },
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
          attributes: this.#words('activity', key),
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
        ...given({
          name: told['prov:label'],
          type: typeof type === 'string' ? type.replace(/^prov:/u, '') : undefined,
          attributes: this.#words('agent', key),
        }),
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
    for (const kind of Object.keys(relationArguments) as RelationKind[]) {
      const [from, to] = relationArguments[kind]
      for (const [key, list] of Object.entries(this.#document[kind] ?? {}))
        for (const [i, one] of ([list].flat() as Record<string, unknown>[]).entries()) {
          const time = this.#time(one['prov:time'] as string | undefined, [kind, key, 'prov:time'])
          const attributes = this.#words(kind, key, i)
          const start = this.#id(String(one[from]), [kind, key, from])
          for (const target of [one[to]].flat()) {
            const told = given({ time, attributes })
            const end = target === undefined ? undefined : this.#id(String(target), [kind, key, to])
            if (end !== undefined && isLineage(kind))
              out.push({
                kind,
                from: start,
                to: end,
                ...told,
                ...given({
                  role: (one['prov:role'] ?? one['skydax:role']) as string | undefined,
                  state: one['skydax:inputState'] as RelationRecord['state'],
                }),
              })
            else {
              if (kind === 'wasGeneratedBy' && time !== undefined) this.#madeAt.set(start, time)
              this.#further.push({ kind, from: start, ...told, ...given({ to: end }) })
            }
          }
        }
    }
    return out
  }

  /** What the archive gives no meaning to: kept, or told where PROV has no place for it. */
  #words(section: RelationKind | 'entity' | 'activity' | 'agent', key: string, i = 0): ToldWords | undefined {
    const words = toldWords([this.#whole[section]?.[key]].flat()[i], section, key, {
      uri: (name) => this.#uri(name),
      id: (name) => this.#id(name, [section, key]),
    })
    if (words !== undefined && withoutAttributes.has(section as RelationKind))
      for (const name of Object.keys(words))
        if (name !== 'prov:bundle' && name !== '@id')
          this.#notes.push(`${place([section, key])} has ${name}: PROV gives ${section} no attributes, and it is not written out again`)
    return words
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

  #uri(name: string): string | null {
    const colon = name.indexOf(':')
    const prefix = colon < 0 ? 'default' : name.slice(0, colon)
    return Object.hasOwn(this.#prefixes, prefix) ? `${this.#prefixes[prefix]}${name.slice(colon + 1)}` : null
  }

  /** The id that a qualified name stands for. */
  #id(name: string, at: readonly PropertyKey[]): string {
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : 'default'
    if (prefix === '_') return `${this.#imageId ?? plainIds}#${name.slice(2)}`
    const id = this.#uri(name)
    if (id === null) {
      this.#problems.push(
        `${place(at)} names ${JSON.stringify(name).slice(0, 200)}: the prefix ${JSON.stringify(prefix)} is not declared in the section prefix`,
      )
      return name
    }
    if (id === imageName) {
      if (this.#imageId === null)
        this.#problems.push(`${place(at)} names skydax:image, and this document lies beside no image: take the image in, with this as its sidecar`)
      return this.#imageId ?? id
    }
    if (id.startsWith('urn:uuid:')) return id.slice(9).toLowerCase()
    return id.startsWith(plainIds) ? decoded(id.slice(plainIds.length)) : id
  }
}

const lineageKinds: ReadonlySet<string> = new Set(relationKinds)
function isLineage(kind: RelationKind): kind is RelationRecord['kind'] {
  return lineageKinds.has(kind)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
