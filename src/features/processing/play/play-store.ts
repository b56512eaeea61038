import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Speeds of play, s of the night a second. */
export const speeds = [30, 120, 600, 1800, 7200] as const

/** How long what has just appeared stands out, s. */
export const trails = [60, 300, 1800] as const

/** What a link does not carry of playing a night: whether it runs, how fast, what is on the sky. */
export interface PlayState {
  readonly isPlaying: boolean
  readonly speed: number
  readonly trail: number
  readonly isLooped: boolean
  /** Outline (s_region) of the image of what is selected: the archive's own, beside the footprint that the camera's geometry gives. */
  readonly region: string | null
}

export type PlayStore = StoreApi<PlayState>

export function createPlay(): PlayStore {
  return createStore<PlayState>(() => ({ isPlaying: false, speed: 600, trail: 300, isLooped: false, region: null }))
}
