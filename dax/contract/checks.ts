import * as z from 'zod/mini'

/** What consistency checks look at. */
export const checkKinds = [
  'missing-file',
  'damaged-file',
  'orphan-file',
  'stale-manifest',
  'no-manifest',
  'no-provenance',
  'no-image',
  'broken-delivery',
  'no-catalogue-image',
  'stale-coverage',
  'stale-preview',
  'stuck-ingest',
] as const
export type CheckKind = (typeof checkKinds)[number]

/** What can be done about a finding. */
export const repairKinds = ['from-replica', 'register', 'quarantine', 'regenerate', 'forget', 'remove', 'retry'] as const
export type RepairKind = (typeof repairKinds)[number]

/** One thing that is not as it should be. */
export const checkFinding = z.object({
  no: z.number(),
  kind: z.enum(checkKinds),
  /** What it is about: a file of the store, a publisher DID, visit/detector. */
  subject: z.string(),
  /** What is wrong, with the values, and what to do. */
  message: z.string(),
  /** Repairs that fit, the safest first. */
  repairs: z.array(z.enum(repairKinds)),
  repaired: z.nullable(z.string()),
})
export type CheckFinding = z.infer<typeof checkFinding>

/** What a run is looking at. Bytes of files where each is read, else a number of things. */
export const checkSteps = ['list', 'files', 'bytes', 'manifests', 'orphans', 'tables', 'cells', 'previews'] as const
export const checkProgress = z.object({ step: z.enum(checkSteps), done: z.number(), total: z.nullable(z.number()) })
export type CheckProgress = z.infer<typeof checkProgress>

/** One run. `looked` = how many things of each sort were looked at, such as {"files": 812}. `findings` counts those not repaired, `repaired` the others, by kind. */
export const checkRun = z.object({
  id: z.string(),
  started: z.string(),
  ended: z.nullable(z.string()),
  who: z.nullable(z.string()),
  /** Whether every byte was read and compared with its digest. */
  deep: z.boolean(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  message: z.nullable(z.string()),
  /** Of a run that runs, half a second old at most; null before it began to look. */
  progress: z.nullable(checkProgress),
  looked: z.record(z.string(), z.number()),
  findings: z.record(z.string(), z.number()),
  repaired: z.record(z.string(), z.number()),
})
export type CheckRun = z.infer<typeof checkRun>

/**
 * Answer of GET /api/checks: runs, newest first. POST /api/checks with checkStart starts one (202, Location), POST /api/checks/{id}/cancel stops it. Administrators only, as all of
 * /api/checks.
 */
export const checksAnswer = z.object({
  runs: z.array(checkRun),
  /** Checks by themselves: every so many hours, the next one at an ISO time, every `deepEvery`-th reading every byte; null = none. */
  schedule: z.nullable(z.object({ everyH: z.number(), nextAt: z.string(), isNextDeep: z.boolean(), deepEvery: z.number() })),
  /** Whether there is a copy of the store to restore from, and a place for quarantine. */
  canRestore: z.boolean(),
  canQuarantine: z.boolean(),
})
export type ChecksAnswer = z.infer<typeof checksAnswer>
export const checkStart = z.object({ deep: z.optional(z.boolean()) })

/** Answer of GET /api/checks/{id}/findings?kind=…&after=<no>&open=true: at most 1,000, in order. */
export const findingsAnswer = z.object({ findings: z.array(checkFinding), more: z.boolean() })

/** Body of POST /api/checks/{id}/findings/{no}/repair; the answer is a repairAnswer. */
export const repairRequest = z.object({ repair: z.enum(repairKinds) })

/** One repair that was tried. GET /api/checks/repairs lists them, newest first. */
export const repairAnswer = z.object({
  no: z.number(),
  at: z.string(),
  who: z.nullable(z.string()),
  kind: z.string(),
  subject: z.string(),
  repair: z.string(),
  outcome: z.enum(['done', 'failed']),
  message: z.string(),
})
export type RepairAnswer = z.infer<typeof repairAnswer>
export const repairsAnswer = z.object({ repairs: z.array(repairAnswer) })
