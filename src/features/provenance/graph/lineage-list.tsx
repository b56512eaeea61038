import { useState } from 'react'
import type { Drawn } from './collapse.ts'
import { counted } from './graph-box.tsx'
import { stateLooks } from './node-state.ts'

const shownFirst = 200

interface LineageListProps {
  readonly drawn: Drawn
  readonly selected: string
  readonly more: (box: Drawn['boxes'][number]) => { readonly in: number; readonly out: number }
  readonly onSelect: (key: string) => void
  readonly onOpen: (box: Drawn['boxes'][number], side: 'in' | 'out' | 'both') => void
}

/** The graph as a table: each box with what it was made from and what came of it. The same boxes, the same actions, no picture. */
export function LineageList({ drawn, selected, more, onSelect, onOpen }: LineageListProps) {
  const [limit, setLimit] = useState(shownFirst)
  const near = neighboursOf(drawn)
  const name = (i: number): string => `${drawn.boxes[i]!.title} ${drawn.boxes[i]!.detail}`
  return (
    <div className="lineage-list">
      <table className="plain" aria-label="Lineage as a list">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">State</th>
            <th scope="col">Made from</th>
            <th scope="col">Went into</th>
          </tr>
        </thead>
        <tbody>
          {drawn.boxes.slice(0, limit).map((box, i) => {
            const further = more(box)
            return (
              <tr key={box.key} aria-current={box.key === selected ? 'true' : undefined}>
                <th scope="row">
                  <button type="button" className="quiet" onClick={() => onSelect(box.key)}>
                    {box.title}
                  </button>
                  <span className="dim"> {box.detail}</span>
                  {box.isGroup ? (
                    <button type="button" className="quiet" onClick={() => onOpen(box, 'both')}>
                      Show all {box.members.length}
                    </button>
                  ) : null}
                </th>
                <td className="nowrap">
                  <span aria-hidden="true" style={{ color: `var(${stateLooks[box.state].colour})` }}>
                    {stateLooks[box.state].mark}
                  </span>{' '}
                  {stateLooks[box.state].word}
                </td>
                {(['in', 'out'] as const).map((side) => (
                  <td key={side}>
                    {short((side === 'in' ? near.inputs : near.outputs)[i]!.map(name))}{' '}
                    {further[side] > 0 ? (
                      <button
                        type="button"
                        className="quiet"
                        onClick={() => onOpen(box, side)}
                        aria-label={`Show ${counted(further[side])} ${side === 'in' ? 'inputs' : 'outputs'} of ${box.title} ${box.detail}`}
                      >
                        {counted(further[side])} more
                      </button>
                    ) : null}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {drawn.boxes.length > limit ? (
        <button type="button" onClick={() => setLimit(limit + 500)}>
          Show more of {drawn.boxes.length}
        </button>
      ) : null}
    </div>
  )
}

function neighboursOf(drawn: Drawn): { readonly inputs: number[][]; readonly outputs: number[][] } {
  const inputs = drawn.boxes.map((): number[] => [])
  const outputs = drawn.boxes.map((): number[] => [])
  for (const { from, to } of drawn.links) {
    inputs[to]!.push(from)
    outputs[from]!.push(to)
  }
  return { inputs, outputs }
}

/** Names with how many boxes bear each: two executions of one task on one image are called the same. */
function short(all: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of all) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count} of them)`))
  return names.length > 3 ? `${names.slice(0, 3).join('; ')}; and ${names.length - 3} others` : names.join('; ')
}
