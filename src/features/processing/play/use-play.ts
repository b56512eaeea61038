import { useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { useNightHere } from '../night-context.ts'
import { playOrders } from './play-order.ts'
import type { PlayOrder } from './play-order.ts'
import type { PlayState } from './play-store.ts'

/** A part of the play, followed. */
export function usePlay<T>(pick: (state: PlayState) => T): T {
  return useStore(useNightHere().play, useShallow(pick))
}

/** In which order the night is on the sky, as the address says (sky=…); null = the sky is closed. */
export function useSkyOrder(): readonly [PlayOrder | null, (order: PlayOrder | null) => void] {
  const [params, setParams] = useSearchParams()
  const order = playOrders.find((o) => o === params.get('sky')) ?? null
  const set = (next: PlayOrder | null): void =>
    setParams((before) => {
      const after = new URLSearchParams(before)
      if (next === null) after.delete('sky')
      else after.set('sky', next)
      return after
    })
  return [order, set]
}
