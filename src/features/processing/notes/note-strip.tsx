import { useLayoutEffect, useRef, useState } from 'react'
import { useNightHere, useView } from '../night-context.ts'
import type { TimeRange } from '../night-view.ts'
import { aboutOf, timeOf } from './note-place.ts'
import { useNotes } from './use-notes.ts'
import './notes.css'

/** Where a time lies in a drawing so many px wide that shows a range (null = what is usual): [from, to] px, cut at its edges; null where it is not in sight. */
export type TimeSpot = (time: TimeRange, range: TimeRange | null, width: number) => readonly [from: number, to: number] | null

/** Marks of notes above a drawing, at their times: each tells its note and goes to what it is about. */
export function NoteStrip({ spotOf }: { readonly spotOf: TimeSpot }) {
  const { night, store } = useNightHere()
  const { notes } = useNotes()
  const range = useView((view) => view.range)
  const strip = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const el = strip.current
    if (el === null) return undefined
    const observer = new ResizeObserver(() => setWidth(el.clientWidth))
    observer.observe(el)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={strip} className="note-strip">
      {width === 0
        ? null
        : notes.map((note) => {
            const time = timeOf(night, note)
            const spot = time === null ? null : spotOf(time, range, width)
            if (spot === null) return null
            const about = aboutOf(note)
            return (
              <button
                key={note.note_id}
                type="button"
                aria-label={`Note of ${note.author}: ${note.text}`}
                title={`${note.author}: ${note.text}`}
                style={{ left: spot[0], width: Math.max(10, spot[1] - spot[0]) }}
                onClick={() => store.setState(about.kind === 'place' ? { selection: about.place } : { range: about.range })}
              >
                ✎
              </button>
            )
          })}
    </div>
  )
}
