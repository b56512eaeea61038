import { beginCheck, runCheck } from '../archive/checks/run-check.ts'
import type { OpenArchive } from './open-archive.ts'

const hourMs = 3_600_000

/** Checks the archive every so many hours (0 = never), the first time after one of them; every seventh check reads every byte. Says what it found in the log. */
export function scheduleChecks({ ports }: Pick<OpenArchive, 'ports'>, everyH: number): { readonly stop: () => void } {
  if (everyH === 0) return { stop: () => undefined }
  const leave = new AbortController()
  let runs = 0
  const timer = setInterval(
    () => void check(),
    // longer waits than a timer takes
    Math.min(2_147_483_647, everyH * hourMs),
  )
  timer.unref()
  async function check(): Promise<void> {
    runs += 1
    const how = { deep: runs % 7 === 0, who: 'schedule', signal: leave.signal }
    try {
      const id = await beginCheck(ports.db, how)
      const findings = await runCheck(ports, id, how)
      ports.log({ level: findings > 0 ? 'warn' : 'info', event: 'archive checked', check: id, findings })
    } catch (error) {
      if (!leave.signal.aborted) ports.log({ level: 'error', event: 'archive check failed', error: String(error) })
    }
  }
  return {
    stop() {
      clearInterval(timer)
      leave.abort()
    },
  }
}
