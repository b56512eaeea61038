import type { CheckRun } from '../../../dax/contract/checks.ts'
import { kinds, kindWords, sumOf, timeWords } from './check-words.ts'

/** What is looked at: how much of it is wrong by the run shown, how much was repaired, and when it was last looked at. A press shows those findings alone. */
export function KindList(props: {
  readonly runs: readonly CheckRun[]
  readonly run: CheckRun | undefined
  readonly kind: string | null
  readonly onKind: (kind: string | null) => void
}) {
  const { runs, run, kind, onKind } = props
  const last = runs.find(({ state }) => state === 'done')
  const deep = runs.find(({ state, deep: isDeep }) => state === 'done' && isDeep)
  return (
    <nav className="checks-kinds" aria-label="What is checked">
      <ul>
        <li>
          <button type="button" aria-pressed={kind === null} onClick={() => onKind(null)}>
            <span className="check-title">Everything</span>
            <Count
              open={run === undefined ? 0 : sumOf(run.findings)}
              repaired={run === undefined ? 0 : sumOf(run.repaired)}
              isKnown={run !== undefined}
            />
          </button>
        </li>
        {kinds.map((one) => {
          const { title, means, deep: how } = kindWords[one]
          const seen = how === 'only' ? deep : last
          const isKnown = run !== undefined && (how !== 'only' || run.deep)
          return (
            <li key={one}>
              <button type="button" aria-pressed={kind === one} onClick={() => onKind(kind === one ? null : one)}>
                <span className="check-title">{title}</span>
                <Count open={run?.findings[one] ?? 0} repaired={run?.repaired[one] ?? 0} isKnown={isKnown} />
                <span className="check-means dim">{means}</span>
                <span className="check-when dim">
                  {seen === undefined ? 'Not looked at yet' : `Last ${timeWords(seen.started)}`}
                  {how === 'more' ? `; every byte: ${deep === undefined ? 'not yet' : timeWords(deep.started)}` : ''}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function Count({ open, repaired, isKnown }: { readonly open: number; readonly repaired: number; readonly isKnown: boolean }) {
  if (!isKnown) return <span className="check-count dim">—</span>
  return (
    <span className="check-count">
      {repaired === 0 ? null : <span className="dim">{repaired.toLocaleString('en')} repaired</span>}{' '}
      {open === 0 ? (
        <span className="check-good">
          <span aria-hidden="true">✓</span>
          <span className="visually-hidden">nothing wrong</span>
        </span>
      ) : (
        <span className="check-bad">
          <span aria-hidden="true">▲ </span>
          {open.toLocaleString('en')}
          <span className="visually-hidden"> wrong</span>
        </span>
      )}
    </span>
  )
}
