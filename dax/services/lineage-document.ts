import type { ProvAttributes, ProvDocument, ProvRelation, ProvValue } from '../../vo/prov/document.ts'
import { mjdUtc } from '../../vo/time/mjd.ts'
import { formatIso } from '../../vo/time/parse-time.ts'
import type { ToldWords } from '../archive/prov/record.ts'
import { edgeKey, noWords, type Telling, type Words } from '../archive/prov/words-of.ts'
import type { LineageAnswer, LineageNode } from '../contract/lineage.ts'
import { argumentsOf, WordWriter } from './told-words.ts'

/**
 * A lineage as a PROV document: the things, their relations, what Rubin records of quanta as attributes of the prefix skydax, and what others told of them in
 * words of their own.
 */
export function lineageDocument(answer: LineageAnswer, words: Words = noWords): ProvDocument {
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  const writer = new WordWriter(words.prefixes)
  const madeAt = new Set(words.further.flatMap(({ kind, from, to }) => (kind === 'wasGeneratedBy' && to === null ? [from] : [])))
  return {
    prefixes: writer.prefixes,
    things: answer.nodes.map((node) => ({
      kind: node.kind,
      id: node.id,
      ...(node.kind === 'activity' && node.start !== null ? { start: iso(node.start) } : {}),
      ...(node.kind === 'activity' && node.end !== null ? { end: iso(node.end) } : {}),
      attributes: wordsFirst(writer.attributes(words.things.get(node.id) ?? {}), attributesOf(node)),
    })),
    relations: [
      ...answer.edges.flatMap(({ kind, from, to, role, state }) => {
        // an edge without a telling is said once: the operator of a run
        const tellings: readonly Telling[] = words.edges.get(edgeKey(kind, from, to, role)) ?? [{ time: null, words: {} }]
        return tellings.map((told) => {
          const time = told.time ?? (kind === 'wasGeneratedBy' && !madeAt.has(from) ? (nodes.get(from)?.start ?? null) : null)
          const known = given([
            // PROV-DM knows roles of these three
            [kind === 'used' || kind === 'wasGeneratedBy' || kind === 'wasAssociatedWith' ? 'prov:role' : 'skydax:role', role],
            ['skydax:inputState', state],
          ])
          return { kind, from, to, ...rest(time, told.words, known) }
        })
      }),
      ...words.further.map((told) => ({
        kind: told.kind,
        from: told.from,
        ...(told.to === null ? {} : { to: told.to }),
        ...rest(told.time, told.words, []),
      })),
    ],
  }

  function rest(time: number | null, told: ToldWords, known: ProvAttributes): Omit<ProvRelation, 'kind' | 'from' | 'to'> {
    const id = told['@id']
    return {
      ...(typeof id === 'string' ? { id } : {}),
      ...(time === null ? {} : { time: iso(time) }),
      further: argumentsOf(told, words.hidden),
      attributes: wordsFirst(writer.attributes(told), known),
    }
  }
}

/** What was told in other words stands in the place of what the archive made of it: a role or label with its type or language, the types of an agent. */
function wordsFirst(told: ProvAttributes, known: ProvAttributes): ProvAttributes {
  return [...known.filter(([name]) => !told.some(([other]) => other === name)), ...told]
}

function attributesOf(node: LineageNode): ProvAttributes {
  const agentTypes: Readonly<Record<string, string>> = {
    Person: 'prov:Person',
    Organization: 'prov:Organization',
    SoftwareAgent: 'prov:SoftwareAgent',
  }
  return given([
    // an agent that nobody named is called by its id
    ['prov:label', node.kind === 'agent' && node.name === node.id ? null : node.name],
    ['prov:type', node.kind === 'agent' ? (agentTypes[node.type ?? ''] ?? node.type) : null],
    [node.kind === 'activity' ? 'skydax:task' : 'skydax:datasetType', node.kind === 'agent' ? null : node.type],
    ['skydax:run', node.run],
    ['skydax:visit', typed(node.visit, 'xsd:long')],
    ['skydax:detector', typed(node.detector, 'xsd:int')],
    ['skydax:band', node.band],
    ['skydax:tract', typed(node.tract, 'xsd:int')],
    ['skydax:patch', typed(node.patch, 'xsd:int')],
    ['skydax:produced', typed(node.produced, 'xsd:boolean')],
    ['skydax:provenanceRecorded', node.recorded ? null : { value: 'false', type: 'xsd:boolean' }],
    ['skydax:status', node.status],
    ['skydax:caveats', node.caveats],
    ['skydax:attempts', typed(node.attempts, 'xsd:int')],
    ['skydax:node', node.node],
    ['skydax:exceptionType', node.exception?.type ?? null],
    ['skydax:exceptionMessage', node.exception?.message ?? null],
  ])
}

function typed(value: string | number | boolean | null, type: string): ProvValue | null {
  return value === null ? null : { value: String(value), type }
}

function given(list: readonly (readonly [string, ProvValue | null])[]): ProvAttributes {
  return list.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

function iso(mjd: number): string {
  return formatIso(mjdUtc(mjd), 3)
}
