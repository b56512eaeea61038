import type { Ingest } from '../../api/uploads.ts'
import { uploadMetadata } from '../../api/uploads.ts'
import { afterFailure } from './after-failure.ts'
import type { FileReading } from './reader.ts'
import type { SendOptions } from './send-file.ts'
import { acknowledgedOf, canResume, digestOf, isSendable, isUnderWay, type UploadItem, type UploadOrder } from './upload-item.ts'
import { uploadList } from './upload-list.ts'

const parallel = 3

/** What the machine meets the outside by. */
export interface UploadPorts {
  readonly endpoint: string
  readonly reading: FileReading
  readonly send: (file: File, options: SendOptions, signal: AbortSignal) => Promise<void>
  readonly headers: (url: string) => Readonly<Record<string, string>>
  /** Asks the user to sign in; whether he did. */
  readonly signIn: (why: string) => Promise<boolean>
  /** What became of an upload; null = nobody knows. */
  readonly ingest: (uploadId: string) => Promise<Ingest | null>
  /** Id of one's unfinished upload of these bytes, made in whatever browser; null = there is none. */
  readonly unfinished: (sha256: string) => Promise<string | null>
  readonly cancel: (uploadId: string) => Promise<unknown>
  readonly now: () => number
  readonly later: (run: () => void, ms: number) => () => void
}

export interface GivenFile {
  readonly file: File
  readonly path: string
}

/** The files of the page, read, sent and followed; any number of them. */
export interface UploadMachine {
  items(): readonly UploadItem[]
  /** Calls after something changed; returns the undo. */
  onChange(listener: () => void): () => void
  /** Takes files to the end of the list, and reads them; those that are there already are left out. */
  add(files: readonly GivenFile[]): void
  /** Puts a mended file in the place of one that was not sent yet, and reads it. */
  replace(id: number, file: File): void
  /** Sends those that can be sent. */
  start(order: UploadOrder): void
  pause(ids: ReadonlySet<number>): void
  /** Goes on with paused and failed ones where they were. */
  resume(ids: ReadonlySet<number>): void
  /** The connection is back: those that wait go on at once. */
  hurry(): void
  /** Stops them, and forgets their bytes at the archive. */
  cancel(ids: ReadonlySet<number>): void
  /** Takes what is over, or was never sent, off the page. */
  remove(ids: ReadonlySet<number>): void
  /** What became of uploads. */
  told(ingests: readonly Ingest[]): void
  /** Which contents the archive has; those of `asked` that are not among them it has not. */
  toldKnown(asked: readonly string[], known: ReadonlyMap<string, { readonly did: string }>): void
  /** Unfinished uploads of this user: files with the same bytes go on with them. */
  recognise(uploads: readonly Ingest[]): void
}

/** What belongs to an item that is being sent, and is not shown. */
interface Trip {
  /** null = of an upload that was begun before: it carries its own. */
  readonly order: UploadOrder | null
  url: string | null
  tries: number
  leave: AbortController | null
  /** Ends the wait for another try. */
  unwait: (() => void) | null
}

export function uploadMachine(ports: UploadPorts): UploadMachine {
  const list = uploadList()
  const trips = new Map<number, Trip>()
  /** Uploads that the archive has given up: what was told of them before holds no more. */
  const gone = new Set<string>()
  /** Path of the first file with these bytes. */
  const firsts = new Map<string, number>()
  let last = 0
  let isAsking = false

  function read({ id, file }: UploadItem): void {
    const isStill = (): boolean => list.get(id)?.file === file
    ports.reading
      .read(file, (bytes) => isStill() && list.set(id, { reading: { at: 'reading', read: bytes } }))
      .then(
        (facts) => isStill() && list.set(id, { reading: { at: 'read', facts }, known: undefined, copyOf: firstOf(id, facts.sha256) }),
        (error: unknown) => isStill() && list.set(id, { reading: { at: 'unreadable', message: sentenceOf(error) } }),
      )
  }

  function firstOf(id: number, sha256: string | null): string | null {
    if (sha256 === null) return null
    const first = list.get(firsts.get(sha256) ?? -1)
    if (first !== undefined && first.id !== id && digestOf(first) === sha256 && first.sending.at !== 'cancelled') return first.path
    firsts.set(sha256, id)
    return null
  }

  /** Sends as many at a time as may be. Trouble that all would meet keeps its place, or thousands would run into it. */
  function pump(): void {
    if (isAsking) return
    let busy = 0
    for (const { sending } of list.all()) if (sending.at === 'sending' || (sending.at === 'waiting' && sending.isGeneral)) busy += 1
    for (const item of list.all()) {
      if (busy >= parallel) return
      if (item.sending.at !== 'queued') continue
      busy += 1
      void travel(item)
    }
  }

  async function travel(item: UploadItem): Promise<void> {
    const { id, file } = item
    const trip = trips.get(id)
    if (trip === undefined) return
    const leave = new AbortController()
    trip.leave = leave
    list.send(id, { at: 'sending', acknowledged: acknowledgedOf(item) })
    const onUrl = (url: string): void => {
      trip.url = url
      list.set(id, { uploadId: idOf(url) })
    }
    try {
      const sha256 = digestOf(item)
      // the answer to the request that made it may have been lost
      const made = trip.url === null && trip.tries > 0 && sha256 !== null ? await ports.unfinished(sha256) : null
      if (made !== null) onUrl(`${ports.endpoint}/${made}`)
      leave.signal.throwIfAborted()
      const metadata = trip.order === null ? {} : uploadMetadata(trip.order, { name: file.name, sha256, sidecar: trip.order.sidecarOf(item) })
      await ports.send(
        file,
        {
          endpoint: ports.endpoint,
          url: trip.url,
          metadata,
          headers: ports.headers,
          onUrl,
          onAcknowledged(acknowledged) {
            trip.tries = 0
            if (!leave.signal.aborted) list.send(id, { at: 'sending', acknowledged })
          },
        },
        leave.signal,
      )
      list.send(id, { at: 'sent', ingest: null })
    } catch (error) {
      if (!leave.signal.aborted) await stopped(id, trip, error)
    }
    pump()
  }

  /** What to do about a trip that was broken off. */
  async function stopped(id: number, trip: Trip, error: unknown): Promise<void> {
    const item = list.get(id)
    if (item === undefined) return
    const acknowledged = acknowledgedOf(item)
    const why = sentenceOf(error)
    const next = afterFailure(error, { hasUpload: trip.url !== null, tries: trip.tries, nowMs: ports.now() })
    switch (next.do) {
      case 'lookWhatBecame':
        return lookWhatBecame(id, trip)
      case 'signIn':
        list.send(id, { at: 'queued', acknowledged })
        return askToSignIn(why)
      case 'wait':
        trip.tries += 1
        list.send(id, { at: 'waiting', acknowledged, retryAtMs: next.retryAtMs, why, isGeneral: next.isGeneral })
        trip.unwait = ports.later(() => again(id), next.retryAtMs - ports.now())
        return
      case 'giveUp':
        list.send(id, { at: 'failed', acknowledged, why })
    }
  }

  function again(id: number): void {
    const item = list.get(id)
    if (item?.sending.at !== 'waiting') return
    trips.get(id)?.unwait?.()
    list.send(id, { at: 'queued', acknowledged: item.sending.acknowledged })
    pump()
  }

  /** Its upload is gone: completed (elsewhere, or its last answer was lost), or forgotten, and then it begins anew. */
  async function lookWhatBecame(id: number, trip: Trip): Promise<void> {
    const item = list.get(id)
    const ingest = item?.uploadId == null ? null : await ports.ingest(item.uploadId)
    if (ingest !== null && !['receiving', 'cancelled'].includes(ingest.state)) return list.send(id, { at: 'sent', ingest })
    if (item?.uploadId != null) gone.add(item.uploadId)
    trip.url = null
    list.set(id, { uploadId: null, sending: trip.order === null ? { at: 'idle' } : { at: 'queued', acknowledged: 0 } })
    if (trip.order === null) trips.delete(id)
  }

  /** Asks once for all; whoever does not sign in finds everything paused. */
  async function askToSignIn(why: string): Promise<void> {
    if (isAsking) return
    isAsking = true
    const isSignedIn = await ports.signIn(why)
    isAsking = false
    if (isSignedIn) pump()
    else pause(new Set(list.all().map(({ id }) => id)))
  }

  function halt(id: number): void {
    const trip = trips.get(id)
    trip?.leave?.abort(new DOMException('stopped', 'AbortError'))
    trip?.unwait?.()
  }

  function pause(ids: ReadonlySet<number>): void {
    for (const item of list.all())
      if (ids.has(item.id) && isUnderWay(item)) {
        halt(item.id)
        list.send(item.id, { at: 'paused', acknowledged: acknowledgedOf(item) })
      }
    pump()
  }

  return {
    items: list.all,
    onChange: list.onChange,
    add(files) {
      const there = new Set(list.all().flatMap((item) => (item.sending.at === 'cancelled' ? [] : [lookOf(item)])))
      const added = files
        .filter((one) => !there.has(lookOf(one)))
        .map(({ file, path }): UploadItem => {
          last += 1
          return { id: last, file, path, reading: { at: 'waiting' }, sending: { at: 'idle' }, uploadId: null, known: undefined, copyOf: null }
        })
      list.add(added)
      for (const item of added) read(item)
    },
    replace(id, file) {
      const item = list.get(id)
      if (item?.sending.at !== 'idle') return
      const next: UploadItem = { ...item, file, reading: { at: 'waiting' }, known: undefined, copyOf: null }
      list.set(id, next)
      read(next)
    },
    start(order) {
      for (const item of list.all())
        if (isSendable(item, order.storeOnly)) {
          trips.set(item.id, { order, url: null, tries: 0, leave: null, unwait: null })
          list.send(item.id, { at: 'queued', acknowledged: 0 })
        }
      pump()
    },
    pause,
    resume(ids) {
      for (const item of list.all())
        if (ids.has(item.id) && trips.has(item.id) && canResume(item)) list.send(item.id, { at: 'queued', acknowledged: acknowledgedOf(item) })
      pump()
    },
    hurry: () => {
      for (const item of list.all()) if (item.sending.at === 'waiting' && item.sending.isGeneral) again(item.id)
    },
    cancel(ids) {
      for (const item of list.all()) {
        const isOver = item.sending.at === 'cancelled' || (item.sending.at === 'sent' && item.sending.ingest?.canCancel === false)
        if (!ids.has(item.id) || isOver) continue
        halt(item.id)
        if (item.uploadId !== null) void ports.cancel(item.uploadId)
        list.send(item.id, { at: 'cancelled' })
      }
      pump()
    },
    remove: (ids) => list.keep((item) => !ids.has(item.id) || isUnderWay(item)),
    told(ingests) {
      const byId = new Map(ingests.map((one) => [one.id, one]))
      for (const { id, uploadId, sending } of list.all()) {
        const ingest = uploadId === null ? undefined : byId.get(uploadId)
        if (sending.at === 'sent' && ingest !== undefined && isNews(ingest, sending.ingest)) list.send(id, { at: 'sent', ingest })
      }
    },
    toldKnown(asked, known) {
      const answered = new Set(asked)
      for (const item of list.all()) {
        const sha256 = digestOf(item)
        if (sha256 !== null && item.known === undefined && answered.has(sha256)) list.set(item.id, { known: known.get(sha256) ?? null })
      }
    },
    recognise(uploads) {
      const byDigest = new Map(uploads.filter(({ id }) => !gone.has(id)).map((one) => [one.sha256, one]))
      for (const item of list.all()) {
        const sha256 = digestOf(item)
        const found = sha256 === null ? undefined : byDigest.get(sha256)
        if (found === undefined || item.sending.at !== 'idle' || item.copyOf !== null || found.size !== item.file.size) continue
        trips.set(item.id, { order: null, url: `${ports.endpoint}/${found.id}`, tries: 0, leave: null, unwait: null })
        list.set(item.id, { uploadId: found.id, sending: { at: 'paused', acknowledged: found.received ?? 0 } })
      }
    },
  }
}

/** What was asked for may come after what was told live, and be older. */
const isNews = (ingest: Ingest, known: Ingest | null): boolean =>
  known === null || (ingest.changed !== known.changed && Date.parse(ingest.changed) >= Date.parse(known.changed))

/** By which a file that was dropped again is known before it is read. */
const lookOf = ({ file, path }: GivenFile): string => `${path} ${file.size} ${file.lastModified}`

function idOf(url: string): string {
  return url.replace(/\/+$/u, '').split('/').at(-1) ?? ''
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
