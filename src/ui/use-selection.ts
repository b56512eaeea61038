import { useCallback, useMemo, useRef, useState } from 'react'

/** Which of the listed things are selected, by their keys: one, some by Ctrl, a range by Shift, all. Those that are listed no more are not selected. */
export interface Selection<T> {
  readonly items: readonly T[]
  readonly has: (row: number) => boolean
  /** As VirtualGrid's onPick. */
  readonly pick: (row: number, additive: boolean, range: boolean) => void
  readonly all: () => void
  readonly clear: () => void
}

/** `keyOf` must stay the same function. */
export function useSelection<T>(listed: readonly T[], keyOf: (item: T) => string): Selection<T> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const from = useRef(0)
  const items = useMemo(() => (keys.size === 0 ? [] : listed.filter((item) => keys.has(keyOf(item)))), [listed, keys, keyOf])
  const pick = useCallback(
    (row: number, additive: boolean, range: boolean): void => {
      const here = listed[row]
      if (here === undefined) return
      const [low, high] = range ? [Math.min(from.current, row), Math.max(from.current, row)] : [row, row]
      if (!range) from.current = row
      setKeys((before) => {
        const next = new Set(additive ? before : [])
        if (range) for (const item of listed.slice(low, high + 1)) next.add(keyOf(item))
        else if (next.has(keyOf(here)) || (!additive && before.size === 1 && before.has(keyOf(here)))) next.delete(keyOf(here))
        else next.add(keyOf(here))
        return next
      })
    },
    [listed, keyOf],
  )
  return {
    items,
    has: (row) => listed[row] !== undefined && keys.has(keyOf(listed[row])),
    pick,
    all: () => setKeys(new Set(listed.map(keyOf))),
    clear: () => setKeys(new Set()),
  }
}
