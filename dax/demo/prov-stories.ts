import type { Band } from './bands.ts'
import type { DemoSize } from './plan.ts'

/**
 * What happened to the demo survey, told with its values: the answers of the provenance templates can be checked against this by hand.
 * Times are MJD in UTC, ranges half-open. Which visit-detector meets which fate: prov-fate.ts.
 *
 * The course of things: every night is processed while it is observed (a prompt run per night, software and configuration), with raw → isr →
 * calibrateImage → subtractImages → detectAndMeasureDiaSource → associateApdb per visit and detector. What failed is made in the daytime by a
 * catch-up run; what a bad version made is made again by a reprocessing run. Deep coadds are made days later from all calibrated images that
 * overlap; templates come from the season before. The page's small archive holds the deep coadds of the full survey: their calibrated images are
 * known to its provenance, and are not in its archive.
 */
export interface ProvStories {
  /** All that provenance records lies in this range; calibrations and templates are older. */
  readonly from: number
  readonly to: number
  /** The runs of the nights, of what mended them, and of what came before and after. */
  readonly runs: Readonly<Record<'prompt' | 'bad' | 'catchUp' | 'reprocess' | 'coadd' | 'template' | 'calib' | 'badFlat', string>>
  /** A night all of whose detectors were processed by runs.prompt, but for those of runs.bad; what runs.catchUp mended is of this night. */
  readonly night: number
  /** A visit of `night` whose detectors tell of failures (see storyDetectors). */
  readonly visit: number
  /**
   * The flat of detector 94 and band r that was used on one night had the light of an open door in it: `visits` raw images were flattened with it,
   * all of that detector, band and night. The night before and after it they used calib/flat/r/94/1.
   */
  readonly badFlat: { readonly night: number; readonly visits: number; readonly from: number; readonly to: number }
  /** The worker badNode had a fault of memory in this range: what it calibrated then is off by 60 mas, and a quarter of its subtractions died. */
  readonly badNode: { readonly night: number; readonly from: number; readonly to: number }
  /**
   * The visits (deep field, g) that ran with a bad version of ip_diffim, badSha: difference images with the sign of the kernel's gradient wrong.
   * They were made again in runs.reprocess; the first versions are entities superseded/difference_image/VISIT/DETECTOR.
   */
  readonly badSoftware: { readonly first: number; readonly last: number; readonly visits: number; readonly from: number; readonly to: number }
  /** When configuration 1 gave way to configuration 2, for every task. */
  readonly configChange: number
}

/** Package at fault, and its commits: before and after the bad version, the bad one, and the mended one. */
export const badPackage = 'ip_diffim'
export const goodSha = '2f6b8c1d90e74a35b8c6d2e1f07a9b4c5d3e8f12'
export const badSha = '7d1e4a90b6c35f28e1d0479ab3c56f8201de94c7'
export const fixedSha = 'e83c5f07d2a94b61c0f8e7d3a1b6294c85f0d7e3'

/** Worker of Alert Production with the fault of memory; there are ap-node-01 to ap-node-16, and batch-node-01 to -04. */
export const badNode = 'ap-node-07'

/** Detector and band of the bad flat; keys of the bad flat, of the one before and after, and of the one that should have been used. */
export const badFlatDetector = 94
export const badFlatBand: Band = 'r'
export const badFlatKey = 'calib/flat/r/94/2'
export const goodFlatKey = 'calib/flat/r/94/1'

/** Detectors of stories.visit with a fate of their own. */
export const storyDetectors = {
  /** calibrateImage failed (NoPsfStarsError); three quanta after it were blocked; made by the catch-up run with a patched configuration. */
  calibrateFailed: 12,
  /** subtractImages failed (InsufficientKernelSourcesError); two quanta were blocked; made by the catch-up run. */
  subtractFailed: 33,
  /** associateApdb failed (OperationTimedOut) and was mended by the catch-up run. */
  associateFailed: 57,
  /** associateApdb failed and nobody tried again: its dia_source_apdb was never made. */
  associateOwed: 58,
  /** The first attempt of calibrateImage was aborted, the second went well. */
  retried: 140,
  /** Alerts went out, images did not; the daytime's export mended it. */
  alertsWithoutImages: 94,
  /** All went well; nobody wrote down when it was stored. */
  timeMissing: 61,
  /** All went well; the clock of its worker was an hour behind: it seems to be stored before it was observed. */
  timeImpossible: 62,
  /** The notification of its file came twice: attempt 2 found all done. */
  eventTwice: 63,
  /** The notification of its file came 26 minutes late, after later visits of the same sky: what was first seen in them has a precovery here. */
  lateEvent: 64,
} as const

/** Exceptions, by class, that the demo's quanta end with. */
export const storyExceptions = {
  calibrate: 'lsst.meas.algorithms.NoPsfStarsError',
  subtract: 'lsst.ip.diffim.InsufficientKernelSourcesError',
  memory: 'MemoryError',
  associate: 'cassandra.OperationTimedOut',
  retry: 'GracefulShutdownInterrupt',
} as const

/** A coadd in both sizes, and one that was foreseen and has no image: nothing that overlaps it was good enough. */
export const storyCoadd = { type: 'deep_coadd', tract: 9813, patch: 112, band: 'r' } as const
export const storyNoWork = { type: 'deep_coadd', tract: 9813, patch: 3, band: 'r' } as const

const apPipe = (date: string, software: string, config: string): string =>
  `LSSTCamSim/prompt/output-${date}/ApPipe/pipelines-${software}-config-${config}`
const common = {
  coadd: 'LSSTCamSim/runs/DRP/DM-90125/20260323T170000Z',
  template: 'LSSTCamSim/runs/templates/DM-88410/20250620T120000Z',
  calib: 'LSSTCamSim/calib/DM-89930/20260301T000000Z',
  badFlat: 'LSSTCamSim/calib/DM-90031/flat-r-94',
} as const

/** Names of the software (all packages of a stack) and the configuration in run names: first, bad, mended; first and second configuration. */
export const software = { first: '1f0c9ab', bad: '5e77d02', mended: '8ad3b64' } as const
export const config = { first: '3c5d0e7', second: '91fa2b6' } as const

/** The run that processed a night while it was observed: with the bad software, the mended one, or the first. */
export function promptRun(night: number, version: keyof typeof software): string {
  const date = `${Math.floor(night / 10000)}-${String(Math.floor(night / 100) % 100).padStart(2, '0')}-${String(night % 100).padStart(2, '0')}`
  return apPipe(date, software[version], version === 'mended' ? config.second : config.first)
}

/** The run that made in the daytime what had failed in a night. */
export function catchUpRun(night: number): string {
  const mended = night >= 20260319
  return `LSSTCamSim/batch/catch-up/${night + 1}T170000Z/pipelines-${mended ? software.mended : software.first}-config-${mended ? config.second : config.first}`
}

export const stories: Readonly<Record<DemoSize, ProvStories>> = {
  full: {
    from: 61117,
    to: 61124,
    runs: {
      ...common,
      prompt: promptRun(20260317, 'first'),
      bad: promptRun(20260318, 'bad'),
      catchUp: catchUpRun(20260317),
      reprocess: `LSSTCamSim/batch/reprocess/DM-90118/20260320T160000Z/pipelines-${software.mended}-config-${config.second}`,
    },
    night: 20260317,
    visit: 2026031700125,
    badFlat: { night: 20260318, visits: 16, from: 61117.5, to: 61118.5 },
    badNode: { night: 20260319, from: 61119.11, to: 61119.119 },
    badSoftware: { first: 2026031800106, last: 2026031800117, visits: 12, from: 61118.0963, to: 61118.1025 },
    configChange: 61118.9,
  },
  page: {
    from: 61116,
    to: 61124,
    runs: {
      ...common,
      prompt: promptRun(20260316, 'first'),
      bad: promptRun(20260316, 'bad'),
      catchUp: catchUpRun(20260316),
      reprocess: `LSSTCamSim/batch/reprocess/DM-90118/20260318T160000Z/pipelines-${software.mended}-config-${config.second}`,
    },
    night: 20260316,
    visit: 2026031600021,
    badFlat: { night: 20260316, visits: 6, from: 61115.5, to: 61116.5 },
    badNode: { night: 20260316, from: 61116.113, to: 61116.118 },
    badSoftware: { first: 2026031600017, last: 2026031600018, visits: 2, from: 61116.1083, to: 61116.1105 },
    configChange: 61117.5,
  },
}
