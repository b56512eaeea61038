import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Which row of the result the pointer or the keyboard is at, on the map or in the table; null = none. */
export interface Hover {
  readonly row: number | null
}

export type HoverStore = StoreApi<Hover>

/** One per Explore page. Outside of React's state: the pointer moves sixty times a second, and only two parts need to know. */
export function createHoverStore(): HoverStore {
  return createStore<Hover>(() => ({ row: null }))
}
