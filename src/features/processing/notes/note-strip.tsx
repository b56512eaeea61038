import { useLayoutEffect, useRef, useState } from 'react'
import { lanesFrame, xOf } from '../../../engine/timeline/lanes-frame.ts'
import { useNightHere, useView } from '../night-context.ts'
import { aboutOf, timeOf } from './note-place.ts'
import { useNotes } from './use-notes.ts'
import './notes.css'

/** Marks of notes above the lanes, at their times: each tells its note and goes to what it is about. */
export function NoteStrip() {
  const { night, times, store } = useNightHere()
  const { notes } = useNotes()
  const chosen = useView((view) => view.range)
  const strip = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const el = strip.current
    if (el === null) return undefined
    const observer = new ResizeObserver(() => setWidth(el.clientWidth))
    observer.observe(el)
    return () => observer.disconnect()
  }, [])
  const range = chosen ?? times.usual
  const frame = lanesFrame(width, 1000)
  return (
    <div ref={strip} className="note-strip">
      {width === 0
        ? null
        : notes.map((note) => {
            const time = timeOf(night, note)
            if (time === null || time.to < range.from || time.from > range.to) return null
            const from = Math.max(frame.left, xOf(frame, range, time.from))
            const to = Math.min(width, xOf(frame, range, time.to))
            const about = aboutOf(note)
            return (
              <button
                key={note.note_id}
                type="button"
                aria-label={`Note of ${note.author}: ${note.text}`}
                title={`${note.author}: ${note.text}`}
                style={{ left: from, width: Math.max(10, to - from) }}
                onClick={() => store.setState(about.kind === 'place' ? { selection: about.place } : { range: about.range })}
              >
                ✎
              </button>
            )
          })}
    </div>
  )
}
