import { detectors } from '../../../vo/sky/lsstcam.ts'
import { hash, normalQuantiles } from '../../demo/random.ts'
import type { SqlValue } from '../db.ts'

/** A visit to make up processing for; times are MJD (TAI). */
export interface ProcessedVisit {
  readonly visit: bigint
  readonly dayObs: number
  readonly end: number
}

/** An attempt that nobody made: for trying things out on real visits, of whose processing nothing is public. */
interface MadeUp {
  readonly attempt: number
  readonly reason: 'prompt' | 'retry' | 'catch-up'
  readonly queued: number
  readonly started: number
  /** null = nothing stored. */
  readonly stored: number | null
  readonly ended: number
  readonly node: string
  readonly status: number
  readonly exception: readonly [type: string, message: string] | null
  /** Products that it fails to deliver. */
  readonly lost: readonly string[]
}

export const attemptColumns: readonly string[] =
  'attempt_id visit detector attempt day_obs reason queued_mjd_tai started_mjd_tai made_mjd_tai stored_mjd_tai replicated_mjd_tai ended_mjd_tai node pipeline version status exception_type exception_message synthetic'.split(
    ' ',
  )
export const deliveryColumns: readonly string[] = 'attempt_id product state at_mjd_tai n why'.split(' ')

const day = 86_400
const products = ['alerts', 'images', 'catalogue', 'provenance'] as const
const failures = [
  ['lsst.meas.algorithms.NoPsfStarsError', 'Only 3 stars for the PSF were found (synthetic)'],
  ['lsst.ip.diffim.InsufficientKernelSourcesError', 'Only 2 sources for the kernel were left after clipping (synthetic)'],
] as const

/**
 * What might have become of a visit and detector: the same for the same seed. Of a thousand, 8 are aborted and tried again, 8 fail and are made by catch-up on the next
 * day, 1 fails and is left, 4 send alerts and deliver no images, 15 wait minutes for their event; the others are stored 38 to 90 s after the exposure's end.
 */
export function madeUpAttempts(seed: number, { visit, end }: ProcessedVisit, detector: number): readonly MadeUp[] {
  const lot = (salt: number): number => hash(seed, Number(visit), detector, salt)
  const part = (salt: number): number => lot(salt) / 4294967296
  const fate = lot(1) % 1000
  const node = `synthetic-node-${String(1 + (lot(2) % 16)).padStart(2, '0')}`
  const waits = fate >= 985 ? 240 + 1500 * part(3) : 0
  const queued = end + (4 + 2 * part(4) + waits) / day
  const started = queued + (1 + 3 * part(5)) / day
  const run = 44 + 5 * normalQuantiles[lot(6) >>> 16]! + 8 * part(7)
  const good = (from: number, reason: MadeUp['reason'], attempt: number, at: number, lost: readonly string[] = []): MadeUp => {
    const ended = at + Math.max(25, run) / day
    return { attempt, reason, queued: from, started: at, stored: ended, ended, node, status: 1, exception: null, lost }
  }
  const bad = (status: number, exception: MadeUp['exception'], after: number): MadeUp => {
    const ended = started + after / day
    return { attempt: 1, reason: 'prompt', queued, started, stored: null, ended, node, status, exception, lost: products.slice(0, 3) }
  }
  if (fate < 8) {
    const first = bad(-4, ['GracefulShutdownInterrupt', 'Worker was told to stop (synthetic)'], 10 + 20 * part(8))
    return [first, good(first.ended, 'retry', 2, first.ended + 5 / day)]
  }
  if (fate < 17) {
    const first = bad(-1, failures[lot(9) % 2]!, 12 + 10 * part(8))
    const nextDay = Math.floor(end - 0.5) + 1.25 + part(10) / 6
    return fate === 16 ? [first] : [first, good(nextDay - 900 / day, 'catch-up', 2, nextDay, ['alerts'])]
  }
  return [good(queued, 'prompt', 1, started, fate < 21 ? ['images'] : [])]
}

/** Rows of ap.attempt and ap.delivery for visits, in the order of the columns above; attempts are numbered from `first`. Each says that it is synthetic. */
export function synthesize(
  seed: number,
  visits: readonly ProcessedVisit[],
  first: number,
): { readonly attempts: readonly (readonly SqlValue[])[]; readonly deliveries: readonly (readonly SqlValue[])[] } {
  const attempts: (readonly SqlValue[])[] = []
  const deliveries: (readonly SqlValue[])[] = []
  for (const visit of visits)
    for (const { id: detector } of detectors)
      for (const a of madeUpAttempts(seed, visit, detector)) {
        const id = first + attempts.length
        const made = a.stored === null ? null : a.stored - 6 / day
        const replicated = a.stored === null ? null : Math.ceil(a.stored * 144) / 144 + 120 / day
        const [type, message] = a.exception ?? [null, null]
        attempts.push([
          ...[id, visit.visit, detector, a.attempt, visit.dayObs, a.reason, a.queued, a.started, made, a.stored, replicated, a.ended],
          ...[a.node, 'ApPipe', 'synthetic', a.status, type, message, 1],
        ])
        for (const product of products) {
          const lost = a.lost.includes(product)
          const state = !lost ? 'delivered' : a.reason === 'catch-up' ? 'withheld' : 'failed'
          const why = !lost ? null : state === 'withheld' ? 'the night is over' : (type ?? 'transfer to the archive timed out after 120 s')
          deliveries.push([
            id,
            product,
            state,
            lost ? null : a.ended + 2 / day,
            lost ? 0 : product === 'images' ? 2 : product === 'provenance' ? 1 : hash(seed, id) % 120,
            why,
          ])
        }
      }
  return { attempts, deliveries }
}
