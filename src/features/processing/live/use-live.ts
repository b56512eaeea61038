import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { applyChanges } from '../../../api/night-changes.ts'
import { nightQuery, notesQuery, processingService } from '../../../api/processing.ts'
import { followNight } from '../../../api/processing-live.ts'
import type { LiveState } from '../../../api/processing-live.ts'
import { useNightHere } from '../night-context.ts'

/** Attempts above which changes are gathered for longer: each gathering is one new night to be worked out. */
const largeNight = 50_000
/** ms that the questions of the night rest before they are asked again: each is a query of the whole night. */
const rest = 20_000

/** Follows the night that is shown while `isOn`, and puts its changes into what the page knows of it; null = it is not followed. */
export function useLive(isOn: boolean): LiveState | null {
  const { archive, night } = useNightHere()
  const client = useQueryClient()
  const service = processingService(archive)
  const [state, setState] = useState<LiveState | null>(null)
  // counts the readings of the night: each is followed from its own last change
  const [round, setRound] = useState(0)
  const start = useRef({ change: night.change, isLarge: false })
  useEffect(() => {
    start.current = { change: night.change, isLarge: night.attempts.n > largeNight }
  })
  const { dayObs } = night
  const { tap } = archive
  useEffect(() => {
    const { change, isLarge } = start.current
    if (!isOn || service === null || change === undefined) {
      setState(null)
      return undefined
    }
    const { queryKey } = nightQuery(service, dayObs)
    let timer: ReturnType<typeof setTimeout> | undefined
    const askAgain = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ queryKey: ['processing', 'question', tap, dayObs] })
      }, rest)
    }
    const stop = followNight(
      service,
      dayObs,
      change,
      {
        onChanges(changes) {
          client.setQueryData(queryKey, (known) => (known === undefined ? known : applyChanges(known, changes)))
          if (changes.some(({ kind }) => kind !== 'note')) askAgain()
          if (changes.some(({ kind }) => kind === 'note')) void client.invalidateQueries({ queryKey: notesQuery(service, dayObs).queryKey })
        },
        onState: setState,
        onReset: () => void client.refetchQueries({ queryKey }).then(() => setRound((r) => r + 1)),
      },
      { everyMs: isLarge ? 700 : 200 },
    )
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [isOn, service, tap, dayObs, round, client])
  return state
}
