import { Link } from 'react-router'
import type { LineageFurther, LineageNode } from '../../../../dax/contract/lineage.ts'
import { AskMenu } from '../ask-menu.tsx'
import { imageTo, lineageTo } from './addresses.ts'
import type { Box } from './collapse.ts'
import { DetailsPanel } from './details-panel.tsx'
import { factsOfNode } from './node-facts.ts'

interface SelectedBoxProps {
  /** The archive parameter of the address, to be kept in links; null where there is none. */
  readonly archive: string | null
  readonly box: Box
  readonly node: LineageNode | null
  readonly further: readonly LineageFurther[]
  readonly members: readonly LineageNode[]
  readonly more: { readonly in: number; readonly out: number }
  readonly onOpen: (side: 'in' | 'out' | 'both') => void
  readonly onAll: (toward: 'BACK' | 'FORTH') => void
  readonly onChoose: (id: string) => void
  readonly onPath: () => void
  readonly onClearPath: (() => void) | null
  readonly onCloseGroup: (() => void) | null
}

/** What is selected in the graph: what is known of it, and what can be done with it. */
export function SelectedBox(props: SelectedBoxProps) {
  const { box, node, members, more } = props
  const image = node === null ? null : imageTo(node, props.archive)
  const actions = (
    <div className="row">
      {more.in > 0 ? (
        <button type="button" onClick={() => props.onOpen('in')}>
          Load inputs
        </button>
      ) : null}
      {more.out > 0 ? (
        <button type="button" onClick={() => props.onOpen('out')}>
          Load outputs
        </button>
      ) : null}
      {box.isGroup ? (
        <button type="button" onClick={() => props.onOpen('both')}>
          Show all {members.length}
        </button>
      ) : null}
      {props.onCloseGroup === null ? null : (
        <button type="button" onClick={props.onCloseGroup}>
          Close its group
        </button>
      )}
      {node === null || node.kind === 'agent' || !node.recorded ? null : (
        <>
          <button type="button" onClick={() => props.onAll('BACK')}>
            All upstream
          </button>
          <button type="button" onClick={() => props.onAll('FORTH')}>
            All downstream
          </button>
          <button type="button" onClick={props.onPath}>
            Path from here
          </button>
        </>
      )}
      {props.onClearPath === null ? null : (
        <button type="button" onClick={props.onClearPath}>
          Clear path
        </button>
      )}
      {image === null ? null : (
        <Link className="button" to={image}>
          Open image
        </Link>
      )}
      {node === null || box.isRoot || node.kind === 'agent' ? null : (
        <Link className="button" to={lineageTo([node.id], props.archive)}>
          Start from here
        </Link>
      )}
      {node === null || node.kind === 'agent' ? null : <AskMenu facts={factsOfNode(node)} />}
    </div>
  )
  return (
    <>
      <h2>{box.title}</h2>
      {node === null ? (
        <>
          <p>{box.detail}</p>
          {actions}
          <ul className="lineage-members" aria-label="In this group">
            {members.slice(0, 100).map((one) => (
              <li key={one.id}>
                <button type="button" className="quiet" onClick={() => props.onChoose(one.id)}>
                  {one.name ?? one.id}
                </button>
              </li>
            ))}
            {members.length > 100 ? <li className="dim">and {members.length - 100} others</li> : null}
          </ul>
        </>
      ) : (
        <DetailsPanel node={node} further={props.further} more={more}>
          {actions}
        </DetailsPanel>
      )}
    </>
  )
}
