import { readlink, rename, symlink, unlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../fault.ts'

/** Whether a process with that id runs (as anyone). */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Runs `work` while holding a lock between processes: a symbolic link whose text is the holder's process id. A dead holder's lock is taken over. */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + waitMs
  for (;;) {
    try {
      await symlink(String(process.pid), path)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await readlink(path).catch(() => ''))
    if (holder !== 0 && !isAlive(holder)) await takeAway(path, holder)
    else if (Date.now() > until)
      throw new Fault('fatal', `Another process (${holder}) has been busy with ${path} for ${Math.round(waitMs / 1000)} s. Wait for it, or end it.`)
    else await sleep(50)
  }
  try {
    return await work()
  } finally {
    await unlink(path).catch(() => undefined)
  }
}

/** Removes the lock of a dead holder, unless someone else took it in the meantime. */
async function takeAway(path: string, holder: number): Promise<void> {
  const aside = `${path}.${process.pid}`
  try {
    await rename(path, aside)
    const moved = Number(await readlink(aside))
    if (moved !== holder) await rename(aside, path)
    else await unlink(aside)
  } catch {
    // someone else was faster
  }
}
