import type { ReactNode } from 'react'
import type { LineageFurther, LineageNode } from '../../../../dax/contract/lineage.ts'
import { mjdUtc } from '../../../../vo/time/mjd.ts'
import { formatIso } from '../../../../vo/time/parse-time.ts'
import { counted } from './graph-box.tsx'
import { caveatText, stateLooks, stateOf } from './node-state.ts'

interface DetailsPanelProps {
  readonly node: LineageNode
  /** What is told of it beyond what the graph draws. */
  readonly further: readonly LineageFurther[]
  readonly more: { readonly in: number; readonly out: number }
  readonly children?: ReactNode
}

/** What is known of one thing: state, data id, run, times, every attempt with its exception. */
export function DetailsPanel({ node, further, more, children }: DetailsPanelProps) {
  const look = stateLooks[stateOf(node)]
  const facts: readonly (readonly [name: string, value: string | number | null])[] = [
    ['Id', node.id],
    ['Name', node.name],
    [node.kind === 'activity' ? 'Task' : 'Type', node.type],
    ['Run', node.run],
    ['Visit', node.visit],
    ['Detector', node.detector],
    ['Band', node.band],
    ['Tract', node.tract],
    ['Patch', node.patch],
    ['Ran on', node.node],
    [node.kind === 'entity' ? 'Made' : 'Started', time(node.start)],
    ['Ended', time(node.end)],
    ['Attempts', node.attempts],
    ['Caveats', node.caveats === null || node.caveats === '' ? null : `${node.caveats}: ${caveatText(node.caveats)}`],
    ['Failed with', node.exception === null ? null : [node.exception.type, node.exception.message].filter((x) => x !== null).join(': ')],
    ['Not shown', more.in + more.out === 0 ? null : `${counted(more.in)} inputs, ${counted(more.out)} outputs`],
  ]
  return (
    <>
      <h3>
        {{ entity: 'Data', activity: 'Activity', agent: 'Agent' }[node.kind]} ·{' '}
        <span style={{ color: `var(${look.colour})` }}>
          <span aria-hidden="true">{look.mark}</span> {look.word}
        </span>
      </h3>
      {node.recorded ? null : (
        <p className="note warn">The archive has this image, and no provenance is recorded for it: where it came from is not known here.</p>
      )}
      <dl className="lineage-facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {node.history.length === 0 ? null : <Attempts node={node} />}
      {further.length === 0 ? null : <Further node={node} told={further} />}
      {children}
    </>
  )
}

/** Further relations, as PROV writes them; `told` of the thing itself, or of another about it. */
function Further({ node, told }: { readonly node: LineageNode; readonly told: readonly LineageFurther[] }) {
  return (
    <>
      <h3>Also told</h3>
      <ul className="lineage-further">
        {told.map(({ kind, from, to, time: at }) => (
          <li key={`${kind} ${from} ${to ?? ''} ${at ?? ''}`}>
            {from === node.id ? '' : `${from} `}
            <strong>{kind}</strong> {to === node.id ? 'this' : (to ?? '–')}
            {at === null ? null : <span className="dim"> {time(at)}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}

function Attempts({ node }: { readonly node: LineageNode }) {
  return (
    <table className="plain" aria-label="Attempts">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Outcome</th>
          <th scope="col">Node</th>
        </tr>
      </thead>
      <tbody>
        {node.history.map((one) => {
          const look = stateLooks[stateOf({ ...node, status: one.status, attempts: 1, caveats: one.caveats })]
          return (
            <tr key={one.attempt}>
              <td>{one.attempt}</td>
              <td>
                <span style={{ color: `var(${look.colour})` }} aria-hidden="true">
                  {look.mark}
                </span>{' '}
                {look.word}
                {one.exception === null ? null : (
                  <span className="dim">
                    {' '}
                    {one.exception.type} {one.exception.message}
                  </span>
                )}
              </td>
              <td>{one.node ?? ''}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function time(mjd: number | null): string | null {
  return mjd === null ? null : `${formatIso(mjdUtc(mjd), 0).replace('T', ' ').replace('Z', '')} UTC`
}
