import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { useNightHere } from '../night-context.ts'
import type { NightViewStore } from '../night-view.ts'
import { playOrders } from './play-order.ts'
import type { PlayOrder } from './play-order.ts'
import { createPlay } from './play-store.ts'
import type { PlayState, PlayStore } from './play-store.ts'

const plays = new WeakMap<NightViewStore, PlayStore>()

/** The play of the night that is shown: one for its controls and its sky. */
export function usePlayStore(): PlayStore {
  const { store } = useNightHere()
  return useMemo(() => {
    const known = plays.get(store) ?? createPlay()
    plays.set(store, known)
    return known
  }, [store])
}

/** A part of the play, followed. */
export function usePlay<T>(pick: (state: PlayState) => T): T {
  return useStore(usePlayStore(), useShallow(pick))
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
