import type { Palette, Picture } from '../../../engine/graph/picture.ts'
import { resolvedColours } from '../../../platform/colours.ts'
import { stateLooks, type NodeState } from './node-state.ts'
import type { LaidOut } from './use-layout.ts'

export interface Colours {
  readonly palette: Palette
  readonly states: Readonly<Record<NodeState, string>>
}

/** The theme's colours at an element, for painting. */
export function coloursAt(element: Element): Colours {
  const states = Object.keys(stateLooks) as NodeState[]
  const found = resolvedColours(element, [
    '--bg',
    '--panel',
    '--text',
    '--dim',
    '--line',
    '--accent',
    ...states.map((state) => stateLooks[state].colour),
  ])
  const of = (token: string): string => found[token] ?? '#888'
  return {
    palette: { background: of('--bg'), panel: of('--panel'), text: of('--text'), dim: of('--dim'), line: of('--line'), strong: of('--accent') },
    states: Object.fromEntries(states.map((state) => [state, of(stateLooks[state].colour)])) as Record<NodeState, string>,
  }
}

/** What is painted: boxes and edges with their looks; those on `path` (ids of things) and the selected box stand out. */
export function pictureOf({ drawn, laid }: LaidOut, colours: Colours, selected: string, path: ReadonlySet<string>): Picture {
  const onPath = drawn.boxes.map((box) => box.members.some((id) => path.has(id)))
  return {
    laid,
    boxes: drawn.boxes.map((box, i) => ({
      title: box.title,
      detail: box.detail,
      mark: stateLooks[box.state].mark,
      colour: colours.states[box.state],
      isBroken: box.state === 'absent' || box.state === 'unrecorded' || box.state === 'blocked',
      isStack: box.isGroup,
      isRound: box.kind === 'activity',
      isStrong: box.key === selected || onPath[i] === true,
    })),
    links: drawn.links.map((link) => ({
      look: link.look === 'actual' ? 'solid' : link.look === 'available' ? 'dashed' : 'dotted',
      isStrong: onPath[link.from] === true && onPath[link.to] === true,
      count: link.count,
    })),
  }
}
