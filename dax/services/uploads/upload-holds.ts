import { dropHold, holdUpload, renewHold } from '../../archive/ingest/upload-rows.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'

/** An upload that one request may write to, and no other one of any dax process. */
export interface Hold {
  readonly holder: string
  /** Aborts when the hold is lost, or when a newer request takes the place of a connection that is dead. */
  readonly signal: AbortSignal
  /** Bytes came: the connection lives. */
  heard(): void
  /** How far the file is on disk: told with the next sign of life. */
  synced(size: number): Promise<void>
  /** Lets go; of one that a transaction has ended there is nothing left to drop. */
  release(isEnded: boolean): Promise<void>
}

export interface Holds {
  /** Throws Fault locked (423) where somebody is sending this upload right now. */
  take(id: string): Promise<Hold>
  /** Breaks off whoever writes to it here. */
  breakOff(id: string): void
}

const renewMs = 2000
/** A connection that brings nothing for so long gives way to the next one: a client that lost its network comes back before its old connection is seen to be dead. */
const silentMs = 3000

export function uploadHolds(ports: Pick<DaxPorts, 'db'>): Holds {
  const here = new Map<string, { readonly leave: AbortController; heardMs: number; readonly released: Promise<void> }>()

  async function take(id: string): Promise<Hold> {
    const holder = crypto.randomUUID()
    if (!(await holdUpload(ports.db, id, holder)) && !(await takeOver(id, holder)))
      throw new Fault(
        'locked',
        'Another client, or another tab, is sending this upload right now. Wait until it stops, then ask HEAD for the offset.',
        ['path', 'id'],
      )
    const leave = new AbortController()
    let released: () => void = () => undefined
    const mine = { leave, heardMs: performance.now(), released: new Promise<void>((resolve) => (released = resolve)) }
    here.set(id, mine)
    let onDisk: number | null = null
    const lost = (): void => leave.abort(new Fault('locked', 'Another request took over this upload.', ['path', 'id']))
    const renew = (): Promise<void> =>
      renewHold(ports.db, id, holder, onDisk).then(
        (isHeld) => (isHeld ? undefined : lost()),
        () => undefined,
      )
    const timer = setInterval(() => void renew(), renewMs)
    return {
      holder,
      signal: leave.signal,
      heard: () => void (mine.heardMs = performance.now()),
      async synced(size) {
        onDisk = size
        await renew()
      },
      async release(isEnded) {
        clearInterval(timer)
        if (here.get(id) === mine) here.delete(id)
        if (!isEnded) await dropHold(ports.db, id, holder).catch(() => undefined)
        released()
      },
    }
  }

  async function takeOver(id: string, holder: string): Promise<boolean> {
    const other = here.get(id)
    if (other === undefined || performance.now() - other.heardMs < silentMs) return false
    other.leave.abort(new Fault('locked', 'Another request took over this upload.', ['path', 'id']))
    await Promise.race([other.released, new Promise((resolve) => setTimeout(resolve, 2000))])
    return holdUpload(ports.db, id, holder)
  }

  return { take, breakOff: (id) => here.get(id)?.leave.abort(new Fault('notFound', 'This upload was cancelled.', ['path', 'id'])) }
}
