import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { partOf, shownKinds, type Shown } from './file-words.ts'

/** Which of the files the table shows, with their numbers. */
export function ShowChoice(props: { readonly items: readonly UploadItem[]; readonly shown: Shown; readonly onShown: (shown: Shown) => void }) {
  const { items, shown, onShown } = props
  const counts: Record<Shown, number> = { all: items.length, problems: 0, open: 0, moving: 0, done: 0 }
  for (const item of items) counts[partOf(item)] += 1
  return (
    <div className="segments show" role="group" aria-label="Files shown">
      {(Object.entries(shownKinds) as [Shown, string][]).map(([kind, words]) => (
        <button key={kind} type="button" aria-pressed={shown === kind} onClick={() => onShown(kind)}>
          {words} <span className="num">{counts[kind].toLocaleString('en')}</span>
        </button>
      ))}
    </div>
  )
}
