import { fullNights, pageNight } from './cadence.ts'
import type { DemoSize } from './plan.ts'
import { batchNodes, catchUpStart, promptNodes, reprocessStart } from './prov-fate.ts'
import { badFlatKey, badNode, badPackage, badSha, catchUpRun, config, fixedSha, goodSha, promptRun, stories, storyDetectors } from './prov-stories.ts'
import { demoTasks } from './prov-tasks.ts'

/** Rows of the small tables of provenance: who, where, with what, and what was written down. Times are MJD in UTC. */

/** Agents: id, name, type, comment, email, affiliation. */
export const demoAgents: readonly (readonly [
  id: string,
  name: string,
  type: string,
  comment: string,
  email: string | null,
  affiliation: string | null,
])[] = [
  ['skydax-demo', 'Skydax demo survey', 'Organization', 'All of it is simulated', null, null],
  ['alert-production', 'Alert Production (simulated)', 'SoftwareAgent', 'Processes every night while it is observed', null, 'Skydax demo survey'],
  ['batch', 'Batch production (simulated)', 'SoftwareAgent', 'Catch-up, reprocessing and coadds', null, 'Skydax demo survey'],
  ['observatory', 'Observatory control (simulated)', 'SoftwareAgent', 'Points, exposes and reads out', null, 'Skydax demo survey'],
  ['ines', 'Inés Carvallo (invented)', 'Person', 'Shift lead of Alert Production', 'ines@example.org', 'Skydax demo survey'],
  ['tomoko', 'Tomoko Arai (invented)', 'Person', 'Calibration scientist', 'tomoko@example.org', 'Skydax demo survey'],
]

/** Nights of a size. */
export function nightsOf(size: DemoSize): readonly number[] {
  return size === 'full' ? fullNights : [pageNight]
}

/** A run: its name, pipeline, what it is, when it was made, who answers for it, and which stack it ran. */
export interface DemoRun {
  readonly name: string
  readonly pipeline: string
  readonly description: string
  readonly at: number
  readonly agent: string
  readonly stack: 'old' | 'first' | 'bad' | 'mended'
}

/** The runs of a size, in order of time. */
export function demoRuns(size: DemoSize): readonly DemoRun[] {
  const { runs, badFlat, badSoftware } = stories[size]
  const out: DemoRun[] = [
    { name: runs.template, pipeline: 'templates', description: 'Templates from season 2025', at: 60846.5, agent: 'batch', stack: 'old' },
    {
      name: runs.calib,
      pipeline: 'cpCombine',
      description: 'Calibrations for the season: bias, dark, flat',
      at: 61100,
      agent: 'tomoko',
      stack: 'old',
    },
    {
      name: runs.badFlat,
      pipeline: 'cpCombine',
      description: 'A new flat of detector 94 in r, for one night',
      at: badFlat.from + 0.25,
      agent: 'tomoko',
      stack: 'first',
    },
    {
      name: 'LSSTCamSim/raw/all',
      pipeline: 'Observatory',
      description: 'What the camera read',
      at: stories[size].from,
      agent: 'observatory',
      stack: 'first',
    },
  ]
  for (const night of nightsOf(size)) {
    const mended = night >= 20260319
    const stack = mended ? 'mended' : 'first'
    const start = catchUpStart(night)
    out.push({
      name: promptRun(night, stack),
      pipeline: 'ApPipe',
      description: `Night ${night}, while it was observed`,
      at: start - 0.72,
      agent: 'alert-production',
      stack,
    })
    out.push({ name: catchUpRun(night), pipeline: 'ApPipe', description: `What had failed in night ${night}`, at: start, agent: 'batch', stack })
  }
  out.push({
    name: runs.bad,
    pipeline: 'ApPipe',
    description: `Part of night ${badSoftware.first.toString().slice(0, 8)}, with a new version that was taken back`,
    at: badSoftware.from,
    agent: 'alert-production',
    stack: 'bad',
  })
  out.push({
    name: runs.reprocess,
    pipeline: 'ApPipe',
    description: `Difference images of ${runs.bad} made again with the mended version`,
    at: reprocessStart(size),
    agent: 'batch',
    stack: 'mended',
  })
  out.push({ name: runs.coadd, pipeline: 'DRP', description: 'Deep coadds of the deep field', at: 61122 + 17 / 24, agent: 'batch', stack: 'mended' })
  return out.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
}

const packages: readonly (readonly [name: string, version: string, sha: string])[] = [
  ['ap_association', '30.0.2', '5ac07d9e4f1b6823c09d7e5a1f482b3c6d9e0f71'],
  ['ap_pipe', '30.0.1', 'b81f2c6d03e94a57f6c1d8e20a3b795c4d6e8f02'],
  ['cp_pipe', '30.0.0', '09e4d7b2c6f1a83509d7e4b2c6f1a83509d7e4b2'],
  ['daf_butler', '30.0.3', 'c46f0a1b2d3e5789c46f0a1b2d3e5789c46f0a1b'],
  ['dax_apdb', '30.0.1', '61d3e8f0a2b4c5971d3e8f0a2b4c59761d3e8f0a'],
  ['drp_tasks', '30.0.0', 'f29b7c4d1e60a358f29b7c4d1e60a358f29b7c4d'],
  ['ip_isr', '30.0.1', '3e5d7f901a2b4c6e83e5d7f901a2b4c6e83e5d7f'],
  ['meas_algorithms', '30.0.0', '84c1d0e9f2a3b5768c1d0e9f2a3b576884c1d0e9'],
  ['pipe_tasks', '30.0.4', 'd70e2f4a6b8c1935d70e2f4a6b8c1935d70e2f4a'],
]

/** The packages of a stack: name, version, commit. Stacks differ in ip_diffim; the mended one also has a newer ap_association. */
export function packagesOf(stack: DemoRun['stack']): readonly (readonly [name: string, version: string, sha: string])[] {
  const diffim = { old: ['29.2.0', goodSha], first: ['30.0.0', goodSha], bad: ['30.0.1', badSha], mended: ['30.0.2', fixedSha] } as const
  const others = packages.map(([name, version, sha]) =>
    stack === 'mended' && name === 'ap_association'
      ? ([name, '30.0.3', '97b2e4c6d8f0a1355b2e4c6d8f0a135597b2e4c6'] as const)
      : ([name, version, sha] as const),
  )
  return [...others, [badPackage, ...diffim[stack]] as const, ['python', '3.12.8', null as unknown as string] as const]
}

/** Nodes with what they were, from when to when: name, begin, end, ip, os, cores, GB, remark. */
export function demoNodes(size: DemoSize): readonly (readonly [string, number, number | null, string, string, number, number, string | null])[] {
  const { badNode: sick } = stories[size]
  const out: (readonly [string, number, number | null, string, string, number, number, string | null])[] = []
  for (let k = 1; k <= promptNodes; k++) {
    const name = `ap-node-${String(k).padStart(2, '0')}`
    const node = ['10.20.1.' + k, 'AlmaLinux 9.5', 32, 256] as const
    if (name !== badNode) out.push([name, 60800, null, ...node, null])
    else {
      out.push([name, 60800, sick.from, ...node, null])
      out.push([name, sick.from, sick.to, ...node, 'Fault of memory, found from its log on the next day: results of this time are suspect'])
      out.push([name, sick.to, null, '10.20.1.' + k, 'AlmaLinux 9.5', 32, 224, 'Restarted without the broken memory module'])
    }
  }
  for (let k = 1; k <= batchNodes; k++) out.push([`batch-node-0${k}`, 60800, null, `10.20.2.${k}`, 'AlmaLinux 9.5', 128, 1024, null])
  return out
}

/** A configuration of a task: version 1 is the pipeline's, a higher one was patched by hand. The range is half-open. */
export interface DemoConfiguration {
  readonly task: string
  readonly version: number
  readonly from: number
  readonly to: number | null
  readonly sha: string | null
  readonly file: string
  readonly set: 'first' | 'second'
  readonly author: string | null
  readonly reason: string | null
  /** Values other than those of the set. */
  readonly patch: Readonly<Record<string, string>>
}

/** The configurations of a size. subtractImages has four in a row, since its code changed twice and back once. */
export function demoConfigurations(size: DemoSize): readonly DemoConfiguration[] {
  const { configChange, badSoftware } = stories[size]
  const out: DemoConfiguration[] = []
  const pipeline = (task: string, from: number, to: number | null, set: 'first' | 'second', sha: string | null): void => {
    out.push({ task, version: 1, from, to, sha, file: `config/${config[set]}/${task}.py`, set, author: null, reason: null, patch: {} })
  }
  for (const { name, parameters } of demoTasks) {
    if (parameters.length === 0) continue
    const shas = {
      isr: sha('ip_isr'),
      calibrateImage: sha('pipe_tasks'),
      associateApdb: sha('ap_association'),
      detectAndMeasureDiaSource: goodSha,
    } as const
    const own = shas[name as keyof typeof shas] ?? sha(name.startsWith('cp') ? 'cp_pipe' : 'drp_tasks')
    if (name.startsWith('cp') || name.startsWith('assemble')) {
      pipeline(name, 60800, null, 'first', own)
    } else if (name === 'subtractImages') {
      pipeline(name, 60800, badSoftware.from, 'first', goodSha)
      pipeline(name, badSoftware.from, badSoftware.to, 'first', badSha)
      pipeline(name, badSoftware.to, configChange, 'first', goodSha)
      pipeline(name, configChange, null, 'second', fixedSha)
    } else {
      pipeline(name, 60800, configChange, 'first', own)
      pipeline(name, configChange, null, 'second', own)
    }
  }
  for (const night of nightsOf(size)) {
    const from = catchUpStart(night) - 1 / 24
    out.push({
      task: 'calibrateImage',
      version: 2,
      from,
      to: from + 6 / 24,
      sha: sha('pipe_tasks'),
      file: `config/patched/calibrateImage-${night}.py`,
      set: from < configChange ? 'first' : 'second',
      author: 'Inés Carvallo (invented)',
      reason: `Catch-up of night ${night}: fainter stars for the PSF where too few were found`,
      patch: { 'psf_detection.thresholdValue': '20.0' },
    })
  }
  return out
}

function sha(name: string): string | null {
  return packages.find((one) => one[0] === name)?.[2] ?? null
}

/** Which task wrote which column, from when to when: task, table, column, begin, end. */
export function demoColumnWriters(size: DemoSize): readonly (readonly [string, string, string, number, number | null])[] {
  const always = (task: string, table: string, ...columns: readonly string[]) => columns.map((column) => [task, table, column, 60800, null] as const)
  const { configChange } = stories[size]
  return [
    ...always('observe', 'ivoa.obscore', 't_min', 't_max', 'lsst_visit', 'lsst_detector', 'lsst_filter'),
    ...always('calibrateImage', 'ivoa.obscore', 's_region', 's_ra', 's_dec', 's_resolution'),
    ...always('detectAndMeasureDiaSource', 'ap.dia_source', 'dia_source_id', 'ra', 'dec', 'ps_flux', 'ps_flux_err', 'snr'),
    ['detectAndMeasureDiaSource', 'ap.dia_source', 'reliability', 60800, configChange],
    ['associateApdb', 'ap.dia_source', 'reliability', configChange, null],
    ...always('associateApdb', 'ap.dia_source', 'dia_object_id', 'ss_object_id', 'prv_proc_order', 'time_processed_mjd_tai', 'time_stored_mjd_tai'),
    ...always('associateApdb', 'ap.dia_object', 'dia_object_id', 'ra', 'dec', 'n_dia_sources', 'first_midpoint_mjd_tai', 'last_midpoint_mjd_tai'),
  ]
}

/** What people wrote down: time, author, text. */
export function demoHistory(size: DemoSize): readonly (readonly [number, string, string])[] {
  const { badFlat, badNode: sick, badSoftware, configChange, runs, visit } = stories[size]
  const lines: (readonly [number, string, string])[] = [
    [60846.5, 'batch', `Templates of season 2025 released: ${runs.template}`],
    [61100, 'Tomoko Arai (invented)', `Calibrations of the season certified: ${runs.calib}`],
    [badFlat.from + 0.3, 'Tomoko Arai (invented)', `New flat of detector 94 in r certified for night ${badFlat.night}: ${badFlatKey}`],
    [badSoftware.from, 'Inés Carvallo (invented)', `Deployed ${badPackage} ${badSha.slice(0, 7)}`],
    [
      badSoftware.to,
      'Inés Carvallo (invented)',
      `Took ${badPackage} ${badSha.slice(0, 7)} back: dipoles on every star of visits ${badSoftware.first} to ${badSoftware.last}`,
    ],
    [
      configChange,
      'Inés Carvallo (invented)',
      `Configuration ${config.first} gives way to ${config.second}; ${badPackage} ${fixedSha.slice(0, 7)} deployed`,
    ],
    [
      sick.to + 0.4,
      'Inés Carvallo (invented)',
      `${badNode} taken out: uncorrected errors of memory since MJD ${sick.from}; restarted at MJD ${sick.to}`,
    ],
    [reprocessStart(size), 'batch', `Reprocessing of visits ${badSoftware.first} to ${badSoftware.last}: ${runs.reprocess}`],
    [
      61122.6,
      'Tomoko Arai (invented)',
      `Flat ${badFlatKey} withdrawn: the door of the dome was open. ${badFlat.visits} images of detector 94 are to be made again`,
    ],
    [61122 + 17 / 24, 'batch', `Deep coadds: ${runs.coadd}`],
    [
      catchUpStart(Math.floor(visit / 100000)) + 0.2,
      'Inés Carvallo (invented)',
      `Visit ${visit} detector ${storyDetectors.associateOwed}: not stored, still owed`,
    ],
  ]
  for (const night of nightsOf(size))
    lines.push([
      catchUpStart(night),
      'Inés Carvallo (invented)',
      `Catch-up of night ${night}: ${catchUpRun(night)}, calibrateImage patched to version 2`,
    ])
  return lines.sort((a, b) => a[0] - b[0])
}

/** Metrics of quality: name, description, unit, lower and upper threshold. */
export const demoMetrics: readonly (readonly [string, string, string, number | null, number | null])[] = [
  ['psf_fwhm', 'Width of the point spread function at half maximum', 'arcsec', null, 1.6],
  ['astrometric_rms', 'Scatter of stars against the reference catalogue', 'mas', null, 30],
  ['background_slope', 'Slope of the background from edge to edge: shows a bad flat', 'percent', null, 2],
  ['flat_ratio_rms', 'Scatter of a flat against the one before', 'percent', null, 1],
]
