/** Waiting things of several kinds: within a kind first come, first served; the kinds take turns. */
export interface FairQueue<T> {
  readonly add: (kind: string, item: T) => void
  /** The next one, or null. */
  readonly take: () => T | null
  /** Takes one out that waits; false where it does not. */
  readonly remove: (kind: string, item: T) => boolean
  readonly size: () => number
}

export function fairQueue<T>(): FairQueue<T> {
  const kinds = new Map<string, T[]>()
  let size = 0
  const tidy = (kind: string, items: readonly T[]): void => void (items.length === 0 && kinds.delete(kind))
  return {
    add(kind, item) {
      const items = kinds.get(kind)
      if (items === undefined) kinds.set(kind, [item])
      else items.push(item)
      size++
    },
    take() {
      for (const [kind, items] of kinds) {
        const item = items.shift()
        if (item === undefined) continue
        // its turn is over: it goes behind the other kinds
        kinds.delete(kind)
        if (items.length > 0) kinds.set(kind, items)
        size--
        return item
      }
      return null
    },
    remove(kind, item) {
      const items = kinds.get(kind) ?? []
      const at = items.indexOf(item)
      if (at < 0) return false
      items.splice(at, 1)
      tidy(kind, items)
      size--
      return true
    },
    size: () => size,
  }
}
