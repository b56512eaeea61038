import type { Sending, UploadItem } from './upload-item.ts'

/** The files of the page in their order, found by id; thousands of changes a second cost a copy of one item each. */
export interface UploadList {
  all(): readonly UploadItem[]
  get(id: number): UploadItem | undefined
  add(items: readonly UploadItem[]): void
  set(id: number, change: Partial<UploadItem>): void
  send(id: number, sending: Sending): void
  keep(isKept: (item: UploadItem) => boolean): void
  onChange(listener: () => void): () => void
}

export function uploadList(): UploadList {
  let items: UploadItem[] = []
  const at = new Map<number, number>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  function put(next: UploadItem[]): void {
    items = next
    at.clear()
    for (const [index, { id }] of items.entries()) at.set(id, index)
    tell()
  }
  function set(id: number, change: Partial<UploadItem>): void {
    const index = at.get(id)
    const one = index === undefined ? undefined : items[index]
    if (index === undefined || one === undefined) return
    items[index] = { ...one, ...change }
    tell()
  }
  return {
    all: () => items,
    get: (id) => items[at.get(id) ?? -1],
    add: (more) => put([...items, ...more]),
    set,
    send: (id, sending) => set(id, { sending }),
    keep: (isKept) => put(items.filter(isKept)),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
