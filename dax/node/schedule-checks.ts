import { dueCheck } from '../archive/checks/check-schedule.ts'
import { beginCheck, runCheck } from '../archive/checks/run-check.ts'
import { Fault } from '../fault.ts'
import type { CheckPorts } from '../archive/checks/check-files.ts'
import type { DaxPorts } from '../ports.ts'

const lookMs = 300_000

/** Checks the archive every `config.checkEveryH` hours (0 = never); see dueCheck. Several processes may do so: one of them does. Says what it found in the log. */
export function scheduleChecks(ports: CheckPorts & Pick<DaxPorts, 'config' | 'log'>): { readonly stop: () => void } {
  const everyH = ports.config.checkEveryH ?? 0
  if (everyH === 0) return { stop: () => undefined }
  const leave = new AbortController()
  const timer = setInterval(() => void check(), lookMs)
  timer.unref()
  async function check(): Promise<void> {
    try {
      const { isDue, deep } = await dueCheck(ports.db, everyH)
      if (!isDue) return
      const how = { deep, who: 'schedule', signal: leave.signal }
      const id = await beginCheck(ports.db, { ...how, alone: true })
      const findings = await runCheck(ports, id, how)
      ports.log({ level: findings > 0 ? 'warn' : 'info', event: 'archive checked', check: id, findings })
    } catch (error) {
      // another process was faster, or somebody stopped it
      if ((error instanceof Fault && error.kind === 'conflict') || (error instanceof Error && error.name === 'AbortError')) return
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
