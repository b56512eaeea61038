import { useState } from 'react'
import { sentence } from '../../../api/api-error.ts'
import { processingService } from '../../../api/processing.ts'
import type { LiveState } from '../../../api/processing-live.ts'
import { useNightHere } from '../night-context.ts'
import { useLive } from './use-live.ts'
import './live.css'

/** Whether the night is followed as it happens, and how that stands. */
export function Live() {
  const { archive } = useNightHere()
  const [isOn, setOn] = useState(true)
  const state = useLive(isOn)
  if (processingService(archive) === null) return null
  const { word, more } = wordsOf(isOn ? state : null)
  return (
    <button type="button" className="live" aria-pressed={isOn} data-state={word} title={more} onClick={() => setOn(!isOn)}>
      <i aria-hidden="true" />
      <span aria-live="polite">{word}</span>
    </button>
  )
}

/** A word for the button, and a sentence. */
function wordsOf(state: LiveState | null): { readonly word: string; readonly more: string } {
  if (state === null) return { word: 'not live', more: 'Changes of the night are not followed. Press to follow them.' }
  switch (state.at) {
    case 'connecting':
      return { word: 'connecting', more: 'The connection for changes is being made.' }
    case 'live':
      return { word: 'live', more: 'What happens is shown as it happens. Press to hold the page as it is.' }
    case 'stale':
      return {
        word: 'stale',
        more: `Nothing was heard since ${new Date(state.sinceMs).toISOString().slice(11, 19)} UTC: the connection is being made anew.`,
      }
    case 'reconnecting':
      return {
        word: 'reconnecting',
        more: `The connection broke; the next try is in ${Math.ceil(state.againMs / 1000)} s. ${state.error === null ? '' : sentence(state.error, Date.now())}`,
      }
    case 'failed':
      return { word: 'not live', more: sentence(state.error, Date.now()) }
  }
}
