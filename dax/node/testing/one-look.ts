import type { WatchOptions } from '../watch/watch.ts'

/** Options of a daemon that looks through an inbox once, without waiting for anything, and keeps nothing of what it took. */
export const oneLook = (inbox: string, storeFolder = inbox): WatchOptions => ({
  inbox,
  settledMs: 0,
  lookMs: 5,
  parallel: 1,
  visibility: 'public',
  storeOnly: false,
  done: null,
  once: true,
  spareBytes: 0,
  storeFolder,
})
