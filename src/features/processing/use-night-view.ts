import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { presentParams } from '../../platform/address.ts'
import { viewOfAddress, withView } from './night-address.ts'
import type { Tab } from './night-address.ts'
import { createNightView } from './night-view.ts'
import type { NightView, NightViewStore } from './night-view.ts'

/** How long panning, scrubbing and typing rest before the address is told, ms: browsers refuse more than some 100 changes in 30 s. */
const rest = 400

/** The store of the night shown, kept in step with the address: choices become entries of the history; range, cursor, selection and text replace the present one. */
export function useNightView(): {
  readonly store: NightViewStore
  readonly tab: Tab
  readonly setTab: (tab: Tab) => void
  readonly problems: readonly string[]
} {
  const [params, setParams] = useSearchParams()
  const text = params.toString()
  const { view, tab, problems } = useMemo(() => viewOfAddress(new URLSearchParams(text)), [text])
  const [store] = useState(() => createNightView(view))
  const tabNow = useRef(tab)
  const written = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const isFollowing = useRef(false)
  // the router's setter is another one after each change of the address: what waits to be written must outlive that
  const setLatest = useRef(setParams)
  useEffect(() => {
    setLatest.current = setParams
  }, [setParams])

  const write = useCallback(
    (isEntry: boolean) => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
      const next = withView(presentParams(), store.getState(), tabNow.current)
      if (next.toString() === presentParams().toString()) return
      written.current = next.toString()
      setLatest.current(next, { replace: !isEntry })
    },
    [store],
  )

  // the address changed by itself (back, forward, a link): the store follows
  useEffect(() => {
    // drawn late: the address is further on already
    if (text !== presentParams().toString()) return
    tabNow.current = tab
    if (written.current === text) return
    written.current = text
    isFollowing.current = true
    store.setState(view)
    isFollowing.current = false
  }, [text, tab, view, store])

  useEffect(() => {
    const stop = store.subscribe((now, before) => {
      if (isFollowing.current) return
      if (isChoice(now, before)) write(true)
      else if (isMove(now, before)) timer.current ??= setTimeout(() => write(false), rest)
    })
    return () => {
      stop()
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    }
  }, [store, write])

  const setTab = useCallback(
    (to: Tab) => {
      tabNow.current = to
      write(true)
    },
    [write],
  )
  return { store, tab, setTab, problems }
}

/** What a reader would want to go back from. */
function isChoice(now: NightView, before: NightView): boolean {
  return (
    now.lanesBy !== before.lanesBy ||
    now.barColour !== before.barColour ||
    now.gridColour !== before.gridColour ||
    now.order !== before.order ||
    now.clock !== before.clock ||
    now.filter.question !== before.filter.question ||
    now.filter.bands !== before.filter.bands ||
    now.filter.statuses !== before.filter.statuses ||
    now.filter.reasons !== before.filter.reasons
  )
}

function isMove(now: NightView, before: NightView): boolean {
  return now.range !== before.range || now.at !== before.at || now.selection !== before.selection || now.filter.text !== before.filter.text
}
