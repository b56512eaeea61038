import { DbError } from '../archive/db.ts'
import { Fault } from '../fault.ts'

/** Writes a line for the reader to stdout. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a line about a problem to stderr. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Shows how far something is: one line that is rewritten on a terminal; elsewhere a line at the start and at each quarter. */
export function progressLine(title: string): { update(part: number, detail?: string): void; done(detail?: string): void } {
  const tty = process.stdout.isTTY
  let shown = -1
  return {
    update(part, detail = '') {
      const percent = Math.floor(Math.min(1, Math.max(0, part)) * 100)
      const step = tty ? percent : Math.floor(percent / 25)
      if (step === shown) return
      shown = step
      const line = `${title} ${percent} %${detail === '' ? '' : `  ${detail}`}`
      process.stdout.write(tty ? `\r\u001b[K${line}` : `${line}\n`)
    },
    done(detail = '') {
      process.stdout.write(`${tty ? '\r\u001b[K' : ''}${title} done${detail === '' ? '' : `: ${detail}`}\n`)
    },
  }
}

/** '12,345' */
export function grouped(n: number): string {
  return n.toLocaleString('en-US')
}

/** What to tell of a failure, and whether it is one that is expected to happen (wrong input, a database that is down) rather than a defect. */
export function failureText(error: unknown): { readonly text: string; readonly expected: boolean } {
  if (error instanceof Fault) return { text: error.message, expected: true }
  if (error instanceof DbError && error.kind === 'connection') return { text: `The database cannot be reached: ${error.message}.`, expected: true }
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (code === 'ENOSPC') return { text: 'The disk is full. Make room, then try again; what was finished is safe.', expected: true }
  if (error instanceof Error) return { text: `Unexpected failure: ${error.message}`, expected: false }
  return { text: `Unexpected failure: ${String(error)}`, expected: false }
}
