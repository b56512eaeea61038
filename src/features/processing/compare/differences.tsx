import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { VirtualGrid } from '../../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../../ui/virtual-grid.tsx'
import { dayText } from '../day-obs.ts'
import { differenceWords, differencesOf, pairDifferences } from './compare-facts.ts'
import type { Side } from './compare-facts.ts'

const columns: readonly GridColumn[] = [
  { key: 'visit', title: 'Visit', width: 130, numeric: true },
  { key: 'detector', title: 'Detector', width: 80, numeric: true },
  { key: 'a', title: 'A', width: 110, numeric: false },
  { key: 'b', title: 'B', width: 110, numeric: false },
]

/** What two nights or runs differ in: in words, in numbers, and (of one night) detector by detector. */
export function Differences(props: {
  readonly a: Side
  readonly b: Side
  readonly nameA: string
  readonly nameB: string
  readonly isOneNight: boolean
}) {
  const { a, b, nameA, nameB, isOneNight } = props
  const differences = useMemo(() => differencesOf(a, b), [a, b])
  return (
    <section aria-label="Differences" className="differences">
      <h2>Differences</h2>
      <p role="status">{differenceWords(differences, nameA, nameB)}</p>
      <div className="difference-tables">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">What</span>
              </th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">B beside A</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((d) => (
              <tr key={d.name} data-worse={d.isWorse ?? undefined}>
                <th scope="row">{d.name}</th>
                <td>{d.a}</td>
                <td>{d.b}</td>
                <td>
                  {d.isWorse === null ? '' : d.isWorse ? '▲ ' : '▼ '}
                  {d.change}
                  {d.isWorse === null ? '' : d.isWorse ? ' (worse)' : ' (better)'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {isOneNight ? <Pairs a={a} b={b} /> : null}
      </div>
    </section>
  )
}

/** Visit-detectors that the two runs of a night tell differently. */
function Pairs({ a, b }: { readonly a: Side; readonly b: Side }) {
  const go = useNavigate()
  const rows = useMemo(() => pairDifferences(a, b), [a, b])
  const open = (row: number): void => void go(`../${a.night.dayObs}?sel=${rows[row]!.visit}.${rows[row]!.detector}`)
  return (
    <div className="difference-pairs">
      <p>
        {rows.length.toLocaleString('en')} detectors of visits of {dayText(a.night.dayObs)} ended differently. Enter opens one in the night.
      </p>
      <VirtualGrid
        label="Detectors that ended differently"
        columns={columns}
        count={rows.length}
        render={(row, column) => {
          const value = rows[row]![column as 'visit' | 'detector' | 'a' | 'b']
          return value === null ? <span className="dim">not tried</span> : String(value)
        }}
        sort={null}
        onSort={() => undefined}
        isSelected={() => false}
        onPick={() => undefined}
        onOpen={open}
      />
    </div>
  )
}
