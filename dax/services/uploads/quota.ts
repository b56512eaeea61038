import { begunSince, usageOf, type Usage } from '../../archive/ingest/upload-rows.ts'
import type { Sql } from '../../archive/db.ts'
import { Fault } from '../../fault.ts'
import type { IngestLimits } from '../../ports.ts'

/** Lets those uploads begin for which there is room. */
export interface Quota {
  /** Throws Fault tooLarge where so many bytes more do not fit, or too many uploads are open; to be asked in the transaction that begins the upload. */
  admit(tx: Sql, user: string, length: number): Promise<void>
}

/** ms for which a count is remembered: what an administrator gives somebody without an upload is seen after so long. */
const rememberedMs = 60_000

/**
 * To count what somebody has takes a time that grows with their images. So a count is remembered for a while, and what they began since is added, whatever became of it: as
 * long as even that fits, so does what they really have. Only near a limit everything is counted, for each file.
 */
export function quota(limits: IngestLimits): Quota {
  const counted = new Map<string, Usage & { readonly untilMs: number }>()

  async function count(tx: Sql, user: string): Promise<Usage> {
    const now = performance.now()
    for (const [one, { untilMs }] of counted) if (untilMs <= now) counted.delete(one)
    const usage = await usageOf(tx, user)
    counted.set(user, { ...usage, untilMs: now + rememberedMs })
    return usage
  }

  async function surelyFits(tx: Sql, user: string, length: number): Promise<boolean> {
    const then = counted.get(user)
    if (then === undefined || then.untilMs <= performance.now()) return false
    const since = await begunSince(tx, user, then)
    return room({ usedBytes: then.usedBytes + since.bytes, open: then.open + since.count }, length) === null
  }

  /** Why there is none; null = there is. */
  function room({ usedBytes, open }: Pick<Usage, 'usedBytes' | 'open'>, length: number): string | null {
    if (limits.quotaBytes > 0 && usedBytes + length > limits.quotaBytes)
      return `The file has ${length} bytes, and ${Math.max(0, limits.quotaBytes - usedBytes)} of your quota of ${limits.quotaBytes} are left. Delete images that you need no more.`
    if (open >= limits.openUploads) return `You have ${open} unfinished uploads, which is the most at a time. Finish or cancel some.`
    return null
  }

  return {
    async admit(tx, user, length) {
      // two uploads that begin at the same time each count the other one
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax upload'), hashtext($1))", [user], { kept: true })
      if (await surelyFits(tx, user, length)) return
      const why = room(await count(tx, user), length)
      if (why !== null) throw new Fault('tooLarge', why, ['header', 'Upload-Length'])
    },
  }
}
