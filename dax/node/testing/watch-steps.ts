import { appendFileSync } from 'node:fs'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import pg from 'pg'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { watchInbox } from '../watch/watch.ts'
import { oneLook } from './one-look.ts'

/**
 * "dax watch" until the inbox is empty, which counts its steps (what it changes on disk, what it asks the database) and kills itself by SIGKILL before one of them:
 * watch-steps.ts INBOX DATA STEP LOG [KEEP]. STEP is a line of LOG, where steps of one kind are counted; '' = none.
 */
const [inbox = '', data = '', killAt = '', log = '', keep] = process.argv.slice(2)
const seen = new Map<string, number>()
let isOver = false

function step(what: string): void {
  if (isOver) return
  const count = (seen.get(what) ?? 0) + 1
  seen.set(what, count)
  const line = `${count} ${what}`
  appendFileSync(log, `${line}\n`)
  if (line === killAt) process.kill(process.pid, 'SIGKILL')
}

/** The last part of a path; folders and parts of random names are called alike in every run. */
const nameOf = (path: unknown): string =>
  String(path)
    .replace(`${inbox}/`, 'inbox/')
    .replace(`${keep ?? inbox}/`, 'kept/')
    .replace(`${data}/`, '')
    .replace(/store\/\w\w(?:\/\w\w)?/u, 'store/…')
    .replaceAll(/[0-9a-f-]{12,}|\d{3,}/gu, '…')

function watched<T extends object, K extends keyof T>(of: T, name: K, told: (args: readonly unknown[]) => string | null): void {
  const real = of[name] as (...args: unknown[]) => unknown
  of[name] = function (this: unknown, ...args: unknown[]) {
    const what = told(args)
    if (what !== null) step(`${String(name)} ${what}`)
    return real.apply(this, args)
  } as T[K]
}

const archive = await openArchive(settingsOf({ data }))
for (const name of ['rename', 'link'] as const) watched(fs.promises, name, ([from, to]) => `${nameOf(from)} → ${nameOf(to)}`)
for (const name of ['mkdir', 'writeFile', 'appendFile', 'unlink', 'rm'] as const) watched(fs.promises, name, ([path]) => nameOf(path))
watched(fs.promises, 'open', ([path, flags]) => `${nameOf(path)} ${typeof flags === 'string' ? flags : 'r'}`)
syncBuiltinESMExports()
watched(pg.Client.prototype as { query: unknown }, 'query', ([query]) => {
  const text = typeof query === 'string' ? query : (query as { readonly text?: unknown }).text
  return typeof text === 'string' ? text.replaceAll(/\s+/gu, ' ').slice(0, 60) : 'copy'
})

const refused: string[] = []
await watchInbox(
  archive.ports,
  { ...oneLook(inbox, join(data, 'store')), done: keep ?? null },
  ({ name, ended }) => ended.at === 'refused' && refused.push(name),
  (line) => appendFileSync(log, `! ${line}\n`),
  new AbortController().signal,
)
// from here on it is another's business
isOver = true
await archive.close()
