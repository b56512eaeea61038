import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Facts } from '../../../vo/templates/ask.ts'
import type { Archive } from '../../api/archive.ts'
import type { FrameLoop } from '../../engine/timeline/frame-loop.ts'
import type { NightEngine } from '../../engine/timeline/night-engine.ts'
import type { NightFacts } from '../../engine/timeline/night-facts.ts'
import type { Night } from '../../api/night.ts'
import type { NightTimes } from './night-times.ts'
import type { NightView, NightViewStore } from './night-view.ts'
import type { PlayStore } from './play/play-store.ts'

/** What every part of the night's page works on. */
export interface NightHere {
  readonly archive: Archive
  readonly night: Night
  /** Conditions and latencies, worked out in `engine`'s worker. */
  readonly facts: NightFacts
  readonly times: NightTimes
  readonly engine: NightEngine
  /** The one loop of frames of the page. */
  readonly loop: FrameLoop
  readonly store: NightViewStore
  /** Playing the night: what no link carries. */
  readonly play: PlayStore
  /** Per attempt: 1 = passes the filter; null = no filter. */
  readonly mask: Uint8Array | null
  /** Menu of the questions that provenance can answer about a thing; null where the page was given none. */
  readonly askAbout: ((facts: Facts) => ReactNode) | null
}

export const NightContext = createContext<NightHere | null>(null)

/** The night that is shown. Only for what is drawn within the night's page. */
export function useNightHere(): NightHere {
  const here = useContext(NightContext)
  if (here === null) throw new Error('useNightHere outside of the page of a night')
  return here
}

/** A part of the view, followed; compared shallowly, so that panning wakes up only who looks at the range. */
export function useView<T>(pick: (view: NightView) => T): T {
  return useStore(useNightHere().store, useShallow(pick))
}
