import { stateLooks, type NodeState } from './node-state.ts'

/** What marks and lines mean, and the keys. */
export function LineageLegend() {
  return (
    <details className="lineage-legend">
      <summary>Marks, lines and keys</summary>
      <ul>
        {(Object.keys(stateLooks) as NodeState[]).map((state) => (
          <li key={state}>
            <span aria-hidden="true" style={{ color: `var(${stateLooks[state].colour})` }}>
              {stateLooks[state].mark}
            </span>{' '}
            {stateLooks[state].word}
          </li>
        ))}
      </ul>
      <p>Square corners: data. Round ends: what ran. A stack: many alike; Enter or a double click opens it.</p>
      <p>Lines run from what was read to what was made: solid = read, dashed = was there and not read, dotted = predicted only, or responsible.</p>
      <p>
        <kbd>←</kbd> <kbd>→</kbd> along an edge, <kbd>↑</kbd> <kbd>↓</kbd> within a column, <kbd>Enter</kbd> shows more of both sides, <kbd>+</kbd>{' '}
        <kbd>−</kbd> <kbd>0</kbd> zoom.
      </p>
      <p className="dim">Private things are not shown, nor counted.</p>
    </details>
  )
}
