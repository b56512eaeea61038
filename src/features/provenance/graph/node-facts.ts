import type { LineageNode } from '../../../../dax/contract/lineage.ts'
import type { Facts } from '../../../../vo/templates/ask.ts'

/** What is known of a node, by the names of template parameters. */
export function factsOfNode(node: LineageNode): Facts {
  const facts: readonly (readonly [name: string, value: string | number | null])[] = [
    [node.kind === 'activity' ? 'quantum' : 'entity', node.id],
    [node.kind === 'activity' ? 'task' : 'dataset_type', node.type],
    ['run', node.run],
    ['visit', node.visit],
    ['detector', node.detector],
    ['band', node.band],
    ['tract', node.tract],
    ['patch', node.patch],
    ['node', node.node],
  ]
  return Object.fromEntries(facts.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])))
}
