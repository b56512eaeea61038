import type * as z from 'zod/mini'
import {
  checkRun,
  checksAnswer,
  findingsAnswer,
  repairAnswer,
  repairsAnswer,
  type CheckKind,
  type CheckRun,
  type ChecksAnswer,
  type RepairAnswer,
  type RepairKind,
} from '../../dax/contract/checks.ts'
import type { Result } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import { answered } from './json-answer.ts'

// `checks` of all these = the archive's address of checks

/** Runs, newest first, and what comes by itself. */
export const readChecks = (checks: string, signal: AbortSignal): Promise<Result<ChecksAnswer, ApiError>> =>
  answered({ url: checks, signal }, checksAnswer)

/** Begins a run; refused (409) where one runs already. */
export const startCheck = (checks: string, deep: boolean): Promise<Result<CheckRun, ApiError>> => answered({ url: checks, json: { deep } }, checkRun)

export const cancelCheck = (checks: string, id: string): Promise<Result<CheckRun, ApiError>> =>
  answered({ url: `${checks}/${id}/cancel`, method: 'POST' }, checkRun)

/** At most 1,000 findings of a run after the number `after`, in order; of one kind, or of all (null). */
export function readFindings(
  checks: string,
  of: { readonly run: string; readonly kind: CheckKind | null; readonly after: number },
  signal: AbortSignal,
): Promise<Result<z.infer<typeof findingsAnswer>, ApiError>> {
  const query = new URLSearchParams({ after: String(of.after), ...(of.kind === null ? {} : { kind: of.kind }) })
  return answered({ url: `${checks}/${of.run}/findings?${query.toString()}`, signal }, findingsAnswer)
}

/** Repairs one finding. A repair may copy a large file. */
export const repairFinding = (
  checks: string,
  run: string,
  no: number,
  repair: RepairKind,
  signal: AbortSignal,
): Promise<Result<RepairAnswer, ApiError>> =>
  answered({ url: `${checks}/${run}/findings/${no}/repair`, json: { repair }, timeoutMs: 600_000, signal }, repairAnswer)

/** The newest 1,000 repairs that were tried. */
export const readRepairs = (checks: string, signal: AbortSignal): Promise<Result<z.infer<typeof repairsAnswer>, ApiError>> =>
  answered({ url: `${checks}/repairs`, signal }, repairsAnswer)
