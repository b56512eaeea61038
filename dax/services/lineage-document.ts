import type { ProvAttributes, ProvDocument, ProvValue } from '../../vo/prov/document.ts'
import { mjdUtc } from '../../vo/time/mjd.ts'
import { formatIso } from '../../vo/time/parse-time.ts'
import type { LineageAnswer, LineageNode } from '../contract/lineage.ts'

/** A lineage as a PROV document: the things, their relations, and what Rubin records of quanta as attributes of the prefix skydax. */
export function lineageDocument(answer: LineageAnswer): ProvDocument {
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  return {
    prefixes: { prov: 'http://www.w3.org/ns/prov#', xsd: 'http://www.w3.org/2001/XMLSchema#', skydax: 'urn:skydax:prov#' },
    things: answer.nodes.map((node) => ({
      kind: node.kind,
      id: node.id,
      ...(node.kind === 'activity' && node.start !== null ? { start: iso(node.start) } : {}),
      ...(node.kind === 'activity' && node.end !== null ? { end: iso(node.end) } : {}),
      attributes: attributesOf(node),
    })),
    relations: answer.edges.map(({ from, to, kind, role, state }) => {
      const time = kind === 'wasGeneratedBy' ? (nodes.get(from)?.start ?? null) : null
      return {
        kind,
        from,
        to,
        ...(time === null ? {} : { time: iso(time) }),
        attributes: given([
          // PROV-DM knows roles of these three
          [kind === 'used' || kind === 'wasGeneratedBy' || kind === 'wasAssociatedWith' ? 'prov:role' : 'skydax:role', role],
          ['skydax:inputState', state],
        ]),
      }
    }),
  }
}

function attributesOf(node: LineageNode): ProvAttributes {
  const agentTypes: Readonly<Record<string, string>> = {
    Person: 'prov:Person',
    Organization: 'prov:Organization',
    SoftwareAgent: 'prov:SoftwareAgent',
  }
  return given([
    ['prov:label', node.name],
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

function typed(value: string | number | boolean | null, type: Exclude<ProvValue, string>['type']): ProvValue | null {
  return value === null ? null : { value: String(value), type }
}

function given(list: readonly (readonly [string, ProvValue | null])[]): ProvAttributes {
  return list.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

function iso(mjd: number): string {
  return formatIso(mjdUtc(mjd), 3)
}
