import { Fault } from '../../fault.ts'
import type { Principal } from '../auth/principal.ts'
import type { JobEngine } from './job-engine.ts'
import type { Job } from './job.ts'

/** A job that this principal may see: its own, or one that nobody owns, by its unguessable id; an administrator sees all. Others are not there: throws notFound. */
export async function ownJob(engine: JobEngine, id: string, who: Pick<Principal, 'user' | 'isAdmin'>): Promise<Job> {
  const job = await engine.get(id)
  if (job.owner === null || job.owner === who.user || who.isAdmin) return job
  throw noJob(id)
}

/** The refusal for a job that is not there, or not for the one who asks. */
export function noJob(id: string): Fault {
  return new Fault('notFound', `There is no job ${id.slice(0, 40)} here; it may have been deleted when its destruction time came.`, ['path', 'job'])
}
