import { forgetOldIngests } from '../../archive/ingest/ingest-rows.ts'
import { deleteExpired, uploadsAmong } from '../../archive/ingest/upload-rows.ts'
import type { DaxPorts } from '../../ports.ts'
import type { Spool } from '../../store/spool.ts'

const everyMs = 600_000

/**
 * Takes away what uploads leave behind: those that expired, with their bytes; files of the spool that belong to none (of a process that was killed between file and record); and the
 * records of ingests long over. `stray` = files that belonged to none the last time: only those are removed, since one that is being made has no record yet. Returns those of now.
 */
export async function sweepUploads(ports: Pick<DaxPorts, 'db'>, spool: Spool, stray: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  for (const id of await deleteExpired(ports.db, 'No byte came for longer than unfinished uploads are kept: it expired. Begin a new one.'))
    await spool.remove(id)
  const left = new Set<string>()
  for await (const name of spool.list()) left.add(name)
  for (const known of await uploadsAmong(ports.db, [...left])) left.delete(known)
  for (const name of left) if (stray.has(name)) await spool.remove(name)
  await forgetOldIngests(ports.db)
  return left
}

/** Sweeps every ten minutes until it is closed. */
export function startSweeping(ports: Pick<DaxPorts, 'db' | 'log'>, spool: Spool): { readonly close: () => Promise<void> } {
  let stray: ReadonlySet<string> = new Set()
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = sweepUploads(ports, spool, stray).then(
      (now) => void (stray = now),
      // the database may be away for a while; the next time does it
      (error: unknown) => ports.log({ level: 'warn', event: 'uploads could not be swept', error: String(error) }),
    )
  }, everyMs)
  // a timer alone must not keep a program of Node from ending; in the page there is no such thing
  ;(timer as unknown as { unref?: () => void }).unref?.()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
