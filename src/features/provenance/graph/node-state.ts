import type { LineageNode } from '../../../../dax/contract/lineage.ts'

/** How a thing stands, as the graph shows it: word, mark and colour together. */
export type NodeState = 'data' | 'done' | 'retried' | 'caveat' | 'failed' | 'blocked' | 'aborted' | 'unknown' | 'absent' | 'unrecorded' | 'agent'

/** The word and the mark of each state, and the colour token it is drawn with. */
export const stateLooks: Readonly<Record<NodeState, { readonly word: string; readonly mark: string; readonly colour: string }>> = {
  data: { word: 'data', mark: '■', colour: '--accent' },
  done: { word: 'done', mark: '●', colour: '--good' },
  retried: { word: 'done after retry', mark: '↻', colour: '--warn' },
  caveat: { word: 'done with caveats', mark: '◆', colour: '--warn' },
  failed: { word: 'failed', mark: '✕', colour: '--bad' },
  blocked: { word: 'blocked', mark: '⊘', colour: '--bad' },
  aborted: { word: 'aborted', mark: '◐', colour: '--bad' },
  unknown: { word: 'outcome unknown', mark: '○', colour: '--dim' },
  absent: { word: 'never made', mark: '◌', colour: '--bad' },
  unrecorded: { word: 'no provenance recorded', mark: '?', colour: '--warn' },
  agent: { word: 'responsible', mark: '☗', colour: '--dim' },
}

export function stateOf(node: LineageNode): NodeState {
  if (node.kind === 'agent') return 'agent'
  if (!node.recorded) return 'unrecorded'
  if (node.kind === 'entity') return node.produced === false ? 'absent' : 'data'
  switch (node.status) {
    case null:
      return 'done'
    case 'SUCCESSFUL':
      if ((node.attempts ?? 1) > 1) return 'retried'
      return node.caveats === null || node.caveats === '' ? 'done' : 'caveat'
    case 'FAILED':
      return 'failed'
    case 'BLOCKED':
      return 'blocked'
    case 'ABORTED':
    case 'ABORTED_SUCCESS':
      return 'aborted'
    default:
      return 'unknown'
  }
}

/** What Rubin's caveat codes mean. */
const caveatWords: Readonly<Record<string, string>> = {
  '+': 'some outputs missing',
  '*': 'all outputs missing',
  A: 'no work after the inputs were adjusted',
  D: 'data that cannot be processed',
  U: 'failure upstream',
  P: 'outputs partial, with an error',
  N: 'no work to do',
}

/** Caveat codes as words; a code that is not known stays as it is. */
export function caveatText(codes: string): string {
  return [...codes].map((code) => caveatWords[code] ?? code).join(', ')
}

/** Where and what a thing is of: 'visit 12, detector 5, r'. Empty where nothing is known. */
export function dataId(node: LineageNode): string {
  const parts = [
    node.visit === null ? null : `visit ${node.visit}`,
    node.detector === null ? null : `det ${node.detector}`,
    node.tract === null ? null : `tract ${node.tract}`,
    node.patch === null ? null : `patch ${node.patch}`,
    node.band,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
