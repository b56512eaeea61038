import type { Ingest } from '../../api/uploads.ts'
import type { FileFacts } from './read-file.ts'

/** How far the reading of a file is, before a byte of it is sent. */
export type Reading =
  | { readonly at: 'waiting' }
  | { readonly at: 'reading'; readonly read: number }
  | { readonly at: 'read'; readonly facts: FileFacts }
  | { readonly at: 'unreadable'; readonly message: string }

/** How far its sending is; `acknowledged` = bytes that the archive has on disk. */
export type Sending =
  | { readonly at: 'idle' }
  | { readonly at: 'queued'; readonly acknowledged: number }
  | { readonly at: 'sending'; readonly acknowledged: number }
  | { readonly at: 'paused'; readonly acknowledged: number }
  /** Trouble that passes: it goes on by itself. `isGeneral` = trouble of the connection or the archive, not of this file. */
  | { readonly at: 'waiting'; readonly acknowledged: number; readonly retryAtMs: number; readonly why: string; readonly isGeneral: boolean }
  | { readonly at: 'failed'; readonly acknowledged: number; readonly why: string }
  /** All bytes are there; `ingest` = what became of them, null = not told yet. */
  | { readonly at: 'sent'; readonly ingest: Ingest | null }
  | { readonly at: 'cancelled' }

/** One file on the page. */
export interface UploadItem {
  readonly id: number
  readonly file: File
  /** With the folders that it was dropped in. */
  readonly path: string
  readonly reading: Reading
  readonly sending: Sending
  /** Of the upload at the archive, which its ingest has too; null before it is made. */
  readonly uploadId: string | null
  /** The image of the archive that has the same bytes; null = none has, undefined = not asked yet. */
  readonly known: { readonly did: string } | null | undefined
  /** Path of the file on this page that has the same bytes and came first; null = none. */
  readonly copyOf: string | null
}

/** What is asked for all files that are sent. */
export interface UploadOrder {
  readonly visibility: 'private' | 'group' | 'public'
  readonly group: string
  readonly collection: string
  readonly storeOnly: boolean
  /** Content of the sidecar of a file; '' = none. */
  readonly sidecarOf: (item: UploadItem) => string
}

/** Lower-case hex; null before the file was read to its end. */
export function digestOf({ reading }: UploadItem): string | null {
  return reading.at === 'read' ? reading.facts.sha256 : null
}

/** Bytes that the archive has of it. */
export function acknowledgedOf({ file, sending }: UploadItem): number {
  switch (sending.at) {
    case 'idle':
    case 'cancelled':
      return 0
    case 'sent':
      return file.size
    case 'queued':
    case 'sending':
    case 'paused':
    case 'waiting':
    case 'failed':
      return sending.acknowledged
  }
}

/** Whether it can be sent: an image that the archive would take and has not, or any file where it is to be kept only. */
export function isSendable({ reading, sending, known, copyOf }: UploadItem, storeOnly: boolean): boolean {
  return (
    sending.at === 'idle' &&
    reading.at === 'read' &&
    (known ?? null) === null &&
    copyOf === null &&
    (storeOnly || reading.facts.problems.length === 0)
  )
}

/** Whether its bytes are on their way, or wait to be. */
export function isUnderWay({ sending }: UploadItem): boolean {
  return sending.at === 'queued' || sending.at === 'sending' || sending.at === 'waiting'
}

/** Whether it can go on where it was. */
export function canResume({ sending }: UploadItem): boolean {
  return sending.at === 'paused' || sending.at === 'failed'
}

/** Whether the archive is still busy with it. */
export function isBeingTaken({ sending }: UploadItem): boolean {
  return sending.at === 'sent' && (sending.ingest === null || ['receiving', 'waiting', 'running'].includes(sending.ingest.state))
}
