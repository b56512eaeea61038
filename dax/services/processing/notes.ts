import { Hono } from 'hono'
import { mjdOfDate, utcToTai } from '../../../vo/time/mjd.ts'
import { addNote, changeNote, noteById, notesOfNight, noteVersions, removeNote, type Note } from '../../archive/processing/notes.ts'
import { noteDraft, type NoteDraft, type ServedNote } from '../../contract/notes.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import { jsonBody } from '../json-body.ts'
import { someone, whoAsks, type Who } from '../templates/who-asks.ts'
import { dayObsOf } from './day-obs.ts'
import type { Waker } from './wake.ts'

const bodyLimitBytes = 64 * 1024

/**
 * Notes on a night: anyone reads them; who may save things here writes them, and changes or deletes their own (administrators all). A change may say which
 * version it replaces, and is refused (412) where somebody was there before.
 */
export function notesService(ports: DaxPorts, waker: Waker): Hono {
  const app = new Hono({ strict: false })
  const now = (): number => utcToTai(mjdOfDate(ports.clock.now()))
  const changing = async <T>(run: Parameters<typeof ports.db.transaction<T>>[0]): Promise<T> => {
    try {
      return await ports.db.transaction(run, { timeoutMs: ports.config.syncTimeoutMs })
    } finally {
      waker.wake()
    }
  }

  app.get('/', async (c) => {
    const asked = c.req.query('day_obs')
    if (asked === undefined) throw new Fault('usage', 'Say of which night: day_obs=YYYYMMDD.', ['query', 'day_obs'])
    const who = await whoAsks(ports, c.req.raw)
    const notes = await notesOfNight(ports.db, dayObsOf(asked, 'query'))
    return c.json({ notes: notes.map((note) => served(note, who)) }, 200, { 'Cache-Control': 'no-cache' })
  })
  app.post('/', async (c) => {
    const who = await someone(ports, c.req.raw, 'write a note')
    const draft = checked(await jsonBody(c.req.raw, noteDraft, bodyLimitBytes))
    const note = await changing((tx) => addNote(tx, draft, who.user, now()))
    return c.json(served(note, who), 201, { Location: `/api/processing/notes/${note.note_id}`, ETag: `"${note.version}"` })
  })
  app.get('/:id', async (c) => {
    const who = await whoAsks(ports, c.req.raw)
    const note = (await noteById(ports.db, idOf(c.req.param('id')))) ?? unknown(c.req.param('id'))
    return c.json(served(note, who), 200, { ETag: `"${note.version}"`, 'Cache-Control': 'no-cache' })
  })
  app.get('/:id/history', async (c) => {
    const versions = await noteVersions(ports.db, idOf(c.req.param('id')))
    if (versions.length === 0) unknown(c.req.param('id'))
    return c.json({ versions }, 200, { 'Cache-Control': 'no-cache' })
  })
  app.put('/:id', async (c) => {
    const who = await someone(ports, c.req.raw, 'change a note')
    const id = idOf(c.req.param('id'))
    const draft = checked(await jsonBody(c.req.raw, noteDraft, bodyLimitBytes))
    const note = await changing(async (tx) => {
      const old = mayChange((await noteById(tx, id, true)) ?? unknown(id), who)
      if (draft.day_obs !== old.day_obs)
        throw new Fault('usage', `A note stays with its night, ${old.day_obs}; write a new one for ${draft.day_obs}.`, ['body', 'day_obs'])
      if (draft.version !== undefined && draft.version !== old.version)
        throw new Fault(
          'changed',
          `The note was changed meanwhile: it is at version ${old.version}, and you change version ${draft.version}. Read it again.`,
          ['body', 'version'],
        )
      return changeNote(tx, id, draft, who.user, now())
    })
    return c.json(served(note, who), 200, { ETag: `"${note.version}"` })
  })
  app.delete('/:id', async (c) => {
    const who = await someone(ports, c.req.raw, 'delete a note')
    const id = idOf(c.req.param('id'))
    await changing(async (tx) => removeNote(tx, mayChange((await noteById(tx, id, true)) ?? unknown(id), who), who.user, now()))
    return new Response(null, { status: 204 })
  })
  return app
}

/** What a note may be about, beyond what its schema says. */
function checked(draft: NoteDraft): NoteDraft {
  const has = (value: unknown): boolean => value !== undefined && value !== null
  const { visit, detector, attempt, from_mjd_tai: from, to_mjd_tai: to } = draft
  if (has(detector) && !has(visit)) throw new Fault('usage', `detector ${detector} needs the visit that it is of.`, ['body', 'visit'])
  if (has(attempt) && !has(detector)) throw new Fault('usage', `attempt ${attempt} needs the detector that it is at.`, ['body', 'detector'])
  if (has(from) !== has(to))
    throw new Fault('usage', 'A time range has a begin and an end: from_mjd_tai and to_mjd_tai.', ['body', has(from) ? 'to_mjd_tai' : 'from_mjd_tai'])
  if (typeof from === 'number' && typeof to === 'number' && !(from < to))
    throw new Fault('usage', `The time range ends at ${to}, which is not after its begin ${from}.`, ['body', 'to_mjd_tai'])
  if (has(visit) === has(from)) throw new Fault('usage', 'A note is about a visit or about a time range: give one of the two.', ['body', 'visit'])
  return draft
}

function served(note: Note, who: Who | null): ServedNote {
  return { ...note, may_change: who !== null && (who.isAdmin || who.user === note.author) }
}

function mayChange(note: Note, who: Who): Note {
  if (served(note, who).may_change) return note
  throw new Fault('forbidden', `The note is ${clip(note.author)}’s; you are ${clip(who.user)}. Write one of your own beside it.`, ['path', 'id'])
}

function idOf(text: string): string {
  if (!/^[1-9]\d{0,17}$/u.test(text)) unknown(text)
  return text
}

function unknown(id: string): never {
  throw new Fault('notFound', `There is no note ${clip(id)}; /api/processing/notes?day_obs=YYYYMMDD lists those of a night.`, ['path', 'id'])
}
