import type { Reader } from '../../archive/reader.ts'

/** UWS 1.1 execution phases that dax uses. */
export type Phase = 'PENDING' | 'QUEUED' | 'EXECUTING' | 'COMPLETED' | 'ERROR' | 'ABORTED'

/** Every phase of UWS 1.1, for the filter of the job list (HELD, SUSPENDED, ARCHIVED and UNKNOWN never occur here). */
export const allPhases: readonly string[] = [
  'PENDING',
  'QUEUED',
  'EXECUTING',
  'COMPLETED',
  'ERROR',
  'ABORTED',
  'UNKNOWN',
  'HELD',
  'SUSPENDED',
  'ARCHIVED',
]

/** A job in one of these changes by itself or by a client's word; the other phases are the end. */
export function isActive(phase: Phase): boolean {
  return phase === 'PENDING' || phase === 'QUEUED' || phase === 'EXECUTING'
}

/** One result: bytes in the store, served at …/results/{id}. */
export interface JobResult {
  readonly id: string
  readonly contentType: string
  readonly fileName: string
  /** Name in the store. */
  readonly stored: string
  readonly size: number
}

/** A file that came with the request that made the job, kept in the store until the job goes. */
export interface JobUpload {
  readonly name: string
  readonly stored: string
  readonly size: number
}

/** One UWS job as dax keeps it. Times are absent until they happen. */
export interface Job {
  /** 32 hex digits, random: who does not know it cannot guess it. */
  readonly id: string
  /** Which service it belongs to: 'tap', 'cutout'. */
  readonly service: string
  readonly phase: Phase
  /** Who made it; null = nobody known: then whoever knows its id may see it. */
  readonly owner: string | null
  /** What its maker could see when it was made: it sees the same while it runs. */
  readonly reader: Reader
  readonly runId: string | null
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly uploads: readonly JobUpload[]
  /** Address of dax as the creator saw it, for links in the results. */
  readonly baseUrl: string
  readonly created: Date
  readonly started: Date | null
  readonly ended: Date | null
  /** When the job and its results are deleted. */
  readonly destruction: Date
  /** Longest run in seconds. */
  readonly durationS: number
  readonly results: readonly JobResult[]
  readonly error: { readonly message: string; readonly transient: boolean } | null
}
