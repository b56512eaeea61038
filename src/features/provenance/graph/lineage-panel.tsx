import { Link } from 'react-router'
import { useArchives } from '../../../api/archive-context.ts'
import { lineageService } from '../../../api/lineage.ts'
import { FailureBox } from '../../../ui/failure-box.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { AskMenu } from '../ask-menu.tsx'
import { imageTo, lineageTo } from './addresses.ts'
import { moreOf } from './lineage-data.ts'
import { dataId, stateLooks, stateOf } from './node-state.ts'
import { useLineage } from './use-lineage.ts'

/** Lineage of one thing in a narrow place (beside an image): what made it, of what, what came of it; and the way to the graph. */
export function LineagePanel({ id, archive }: { readonly id: string; readonly archive: string | null }) {
  const { current } = useArchives()
  const service = lineageService(current)
  if (service === null) return <p className="dim">{current.title} offers no lineage.</p>
  return <Served service={service} id={id} archive={archive} />
}

const shownMost = 40

function Served({ service, id, archive }: { readonly service: string; readonly id: string; readonly archive: string | null }) {
  const lineage = useLineage(service, [id], 2, 'BOTH')
  const { data } = lineage
  const root = data.nodes.get(lineage.roots[0] ?? '')
  if (lineage.at === 'loading') return <Waiting running words="Asking for the lineage" />
  if (lineage.at === 'failed' || root === undefined) {
    if (lineage.error?.isUnknown === true) return <p>Provenance does not know this image.</p>
    return <FailureBox title={lineage.error?.title ?? 'No answer'} message={lineage.error?.message ?? ''} onRetry={lineage.retry} />
  }
  const list = (ids: Iterable<string> | undefined): React.ReactNode => {
    const nodes = [...(ids ?? [])].flatMap((one) => data.nodes.get(one) ?? [])
    return (
      <ul className="lineage-near">
        {nodes.slice(0, shownMost).map((node) => {
          const [look, image] = [stateLooks[stateOf(node)], imageTo(node, archive)]
          const words = `${node.type ?? node.name ?? node.id}${dataId(node) === '' ? '' : ` · ${dataId(node)}`}`
          return (
            <li key={node.id}>
              <span aria-hidden="true" style={{ color: `var(${look.colour})` }}>
                {look.mark}
              </span>{' '}
              <Link to={image ?? lineageTo([node.id], archive)}>{words}</Link>
              {node.kind === 'entity' ? null : <span className="dim"> {look.word}</span>}
            </li>
          )
        })}
        {nodes.length > shownMost ? <li className="dim">and {nodes.length - shownMost} others</li> : null}
        {nodes.length === 0 ? <li className="dim">nothing recorded</li> : null}
      </ul>
    )
  }
  const makers = data.inputs.get(root.id) ?? new Set<string>()
  const users = data.outputs.get(root.id) ?? new Set<string>()
  const through = (ids: ReadonlySet<string>, side: 'inputs' | 'outputs'): Set<string> =>
    new Set([...ids].flatMap((one) => (data.nodes.get(one)?.kind === 'activity' ? [...(data[side].get(one) ?? [])] : [one])))
  const more = moreOf(data, root.id)
  return (
    <section aria-label="Lineage">
      <div className="row">
        <Link className="button" to={lineageTo([root.id], archive)}>
          Open the graph
        </Link>
        <AskMenu
          facts={{
            entity: root.id,
            ...(root.visit === null ? {} : { visit: root.visit }),
            ...(root.detector === null ? {} : { detector: String(root.detector) }),
          }}
        />
      </div>
      {root.recorded ? (
        <>
          <h3>Made by</h3>
          {list(makers)}
          <h3>Made from</h3>
          {list(through(makers, 'inputs'))}
          <h3>Used by</h3>
          {list(users)}
          <h3>What came of it</h3>
          {list(through(users, 'outputs'))}
          {data.truncated || more.in + more.out > 0 ? <p className="dim">There is more: open the graph.</p> : null}
        </>
      ) : (
        <p className="note warn">No provenance is recorded for this image: where it came from is not known here.</p>
      )}
    </section>
  )
}
