/** Kinds of events that are read. */
export type EventKind = 'nextVisit' | 'predictedSchedule' | 'endReadout' | 'expectedSensors' | 'fileNotification'

/** One event as ap.event keeps it. Times by different clocks are different fields; null = the event does not tell. */
export interface TelescopeEvent {
  readonly kind: EventKind
  /** What makes it itself: reading it again finds it there. */
  readonly key: string
  /** Who sent it: 'ScriptQueue:1', 'ceph:s3'. */
  readonly source: string | null
  /** private_sndStamp and private_kafkaStamp: MJD (TAI). */
  readonly sent: number | null
  readonly kafka: number | null
  /** private_efdStamp: MJD (UTC). */
  readonly efd: number | null
  /** eventTime of a file store: MJD (UTC). */
  readonly stored: number | null
  /** What it announces or tells the end of: MJD (TAI). */
  readonly begin: number | null
  readonly end: number | null
  readonly group: string | null
  readonly obsId: string | null
  readonly visit: bigint | null
  readonly dayObs: number | null
  readonly detector: number | null
  readonly instrument: string | null
  /** ICRS, deg. */
  readonly ra: number | null
  readonly dec: number | null
  readonly rotation: number | null
  readonly filters: string | null
  /** Targets, sensors or images that it speaks of. */
  readonly count: number | null
  readonly content: unknown
  readonly targets: readonly ScheduledTarget[]
}

/** A target of a predicted schedule. */
export interface ScheduledTarget {
  /** MJD as the scheduler wrote it (its description names no time scale); null where it wrote 0. */
  readonly mjd: number | null
  readonly ra: number
  readonly dec: number
  readonly rotation: number | null
  readonly exposure: number | null
  readonly exposures: number | null
  readonly filter: string | null
}

/** An event of which nothing is known but its kind, key and content. */
export function bareEvent(kind: EventKind, key: string, content: unknown): TelescopeEvent {
  return {
    kind,
    key,
    content,
    source: null,
    sent: null,
    kafka: null,
    efd: null,
    stored: null,
    begin: null,
    end: null,
    group: null,
    obsId: null,
    visit: null,
    dayObs: null,
    detector: null,
    instrument: null,
    ra: null,
    dec: null,
    rotation: null,
    filters: null,
    count: null,
    targets: [],
  }
}
