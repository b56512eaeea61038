import type { NoteDraft, ServedNote } from '../../contract/notes.ts'
import type { Sql } from '../db.ts'
import { addChange, lockChanges } from './changes.ts'

/** A note as it lies in ap.note. */
export type Note = Omit<ServedNote, 'may_change'>

interface Row extends Omit<Note, 'note_id' | 'visit'> {
  readonly note_id: bigint
  readonly visit: bigint | null
}

const columns = 'note_id, day_obs, visit, detector, attempt, from_mjd_tai, to_mjd_tai, text, author, version, made_mjd_tai, changed_mjd_tai'
const noteOf = (row: Row): Note => ({ ...row, note_id: String(row.note_id), visit: row.visit === null ? null : String(row.visit) })

/** The notes of a night, oldest first. */
export async function notesOfNight(tx: Sql, dayObs: number): Promise<readonly Note[]> {
  return (await tx.rows<Row>(`SELECT ${columns} FROM ap.note WHERE day_obs = $1 ORDER BY note_id`, [dayObs])).map(noteOf)
}

/** One note; null where there is none. In a transaction that changes it, nobody else can meanwhile. */
export async function noteById(tx: Sql, id: string, forChange = false): Promise<Note | null> {
  const [row] = await tx.rows<Row>(`SELECT ${columns} FROM ap.note WHERE note_id = $1::int8${forChange ? ' FOR UPDATE' : ''}`, [id])
  return row === undefined ? null : noteOf(row)
}

/** Every version that a note had, oldest first; a text of null is its deletion. */
export async function noteVersions(
  tx: Sql,
  id: string,
): Promise<readonly { readonly version: number; readonly author: string; readonly at_mjd_tai: number; readonly text: string | null }[]> {
  return tx.rows('SELECT version, author, at_mjd_tai, text FROM dax.note_version WHERE note_id = $1::int8 ORDER BY version', [id])
}

/** Writes a new note. */
export async function addNote(tx: Sql, draft: NoteDraft, author: string, at: number): Promise<Note> {
  await lockChanges(tx)
  const [row] = await tx.rows<Row>(
    `INSERT INTO ap.note (day_obs, visit, detector, attempt, from_mjd_tai, to_mjd_tai, text, author, made_mjd_tai, changed_mjd_tai)
     VALUES ($1, $2::int8, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING ${columns}`,
    [draft.day_obs, ...aboutOf(draft), draft.text, author, at],
  )
  return kept(tx, noteOf(row!), author)
}

/** Replaces what a note says and is about; its author stays, and who changed it is in its history. */
export async function changeNote(tx: Sql, id: string, draft: NoteDraft, by: string, at: number): Promise<Note> {
  await lockChanges(tx)
  const [row] = await tx.rows<Row>(
    `UPDATE ap.note SET visit = $2::int8, detector = $3, attempt = $4, from_mjd_tai = $5, to_mjd_tai = $6, text = $7, version = version + 1, changed_mjd_tai = $8
     WHERE note_id = $1::int8 RETURNING ${columns}`,
    [id, ...aboutOf(draft), draft.text, at],
  )
  return kept(tx, noteOf(row!), by)
}

/** Takes a note away; its history stays. */
export async function removeNote(tx: Sql, note: Note, by: string, at: number): Promise<void> {
  await lockChanges(tx)
  await tx.query('DELETE FROM ap.note WHERE note_id = $1::int8', [note.note_id])
  await tx.query('INSERT INTO dax.note_version (note_id, version, author, at_mjd_tai) VALUES ($1::int8, $2, $3, $4)', [
    note.note_id,
    note.version + 1,
    by,
    at,
  ])
  await addChange(tx, note.day_obs, 'note', { note_id: note.note_id, deleted: true })
}

async function kept(tx: Sql, note: Note, by: string): Promise<Note> {
  await tx.query(
    `INSERT INTO dax.note_version (note_id, version, author, at_mjd_tai, text, visit, detector, attempt, from_mjd_tai, to_mjd_tai)
     SELECT note_id, version, $2, changed_mjd_tai, text, visit, detector, attempt, from_mjd_tai, to_mjd_tai FROM ap.note WHERE note_id = $1::int8`,
    [note.note_id, by],
  )
  await addChange(tx, note.day_obs, 'note', { note_id: note.note_id, deleted: false })
  return note
}

function aboutOf(draft: NoteDraft): readonly (string | number | null)[] {
  return [
    draft.visit === undefined || draft.visit === null ? null : String(draft.visit),
    draft.detector ?? null,
    draft.attempt ?? null,
    draft.from_mjd_tai ?? null,
    draft.to_mjd_tai ?? null,
  ]
}
