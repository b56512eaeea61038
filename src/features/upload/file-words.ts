import type { Ingest } from '../../api/uploads.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'

/** What the page says of a file: one word for its state, by which it is coloured and counted, and a sentence. */
export interface FileWords {
  readonly state: 'reading' | 'ready' | 'note' | 'problem' | 'moving' | 'paused' | 'working' | 'done' | 'refused' | 'over'
  readonly text: string
}

const percent = (part: number, whole: number): string => `${whole === 0 ? 100 : Math.floor((100 * part) / whole)} %`

export function wordsOf(item: UploadItem, nowMs: number): FileWords {
  return { state: stateOf(item), text: textOf(item, nowMs) }
}

/** The word alone, which is asked of thousands of files at a time. */
function stateOf({ sending, reading, known, copyOf }: UploadItem): FileWords['state'] {
  switch (sending.at) {
    case 'queued':
    case 'sending':
    case 'waiting':
      return 'moving'
    case 'paused':
      return 'paused'
    case 'failed':
      return 'refused'
    case 'cancelled':
      return 'over'
    case 'sent':
      return sending.ingest === null ? 'working' : ingestStates[sending.ingest.state]
    case 'idle':
      break
  }
  if (known != null || copyOf !== null) return 'over'
  if (reading.at === 'unreadable') return 'problem'
  if (reading.at !== 'read') return 'reading'
  return reading.facts.problems.length > 0 ? 'problem' : reading.facts.notes.length > 0 ? 'note' : 'ready'
}

const ingestStates: Readonly<Record<Ingest['state'], FileWords['state']>> = {
  receiving: 'working',
  waiting: 'working',
  running: 'working',
  done: 'done',
  refused: 'refused',
  failed: 'refused',
  cancelled: 'over',
}

function textOf(item: UploadItem, nowMs: number): string {
  const { sending, file } = item
  switch (sending.at) {
    case 'idle':
      return readingText(item)
    case 'queued':
      return 'waits for its turn'
    case 'sending':
      return `sending ${percent(sending.acknowledged, file.size)}`
    case 'paused':
      return `paused at ${percent(sending.acknowledged, file.size)}`
    case 'waiting':
      return `again in ${Math.max(1, Math.ceil((sending.retryAtMs - nowMs) / 1000))} s: ${sending.why}`
    case 'failed':
      return sending.why
    case 'cancelled':
      return 'cancelled'
    case 'sent':
      return sending.ingest === null ? 'received' : ingestText(sending.ingest)
  }
}

function readingText({ reading, file, known, copyOf }: UploadItem): string {
  if (known != null) return 'the archive has it already'
  if (copyOf !== null) return `same bytes as ${copyOf}`
  switch (reading.at) {
    case 'waiting':
      return 'to be read'
    case 'reading':
      return `reading ${percent(reading.read, file.size)}`
    case 'unreadable':
      return `cannot be read: ${reading.message}`
    case 'read': {
      const { problems, notes } = reading.facts
      if (problems[0] !== undefined) return problems.length === 1 ? problems[0] : `${problems[0]} (and ${problems.length - 1} more)`
      return notes[0] === undefined ? 'ready' : `ready; ${notes[0]}`
    }
  }
}

function ingestText(ingest: Ingest): string {
  switch (ingest.state) {
    case 'receiving':
    case 'waiting':
      return ingest.problems[0] ?? 'received; waits for its turn'
    case 'running':
      return ingest.phase
    case 'done':
      if (ingest.outcome === 'kept') return 'kept'
      return ingest.outcome === 'known' ? 'the archive has it already' : 'searchable'
    case 'refused':
    case 'failed':
      return ingest.problems.join(' ') || ingest.state
    case 'cancelled':
      return ingest.problems[0] ?? 'cancelled'
  }
}

/** '2.3 MB' */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`
}

/** '3 min 20 s' */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…'
  const s = Math.ceil(seconds)
  if (s < 60) return `${s} s`
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}

/** The keyword that a problem of a header is about, such as CTYPE1; null = none is named. */
export function keywordToMend(problems: readonly string[]): string | null {
  for (const problem of problems) {
    const found = /\b(?:CTYPE\d|CRVAL\d|CRPIX\d|CDELT\d|CD\d_\d|CUNIT\d|RADESYS|EQUINOX|DATE-OBS|MJD-OBS|EXPTIME|FILTER|LONPOLE|LATPOLE)\b/u.exec(
      problem,
    )
    if (found !== null) return found[0]
  }
  return null
}

/** Says which files (at least one path) are not taken onto the list, and why. */
export function leftOutText(paths: readonly string[]): string {
  const named = paths.slice(0, 3).join(', ')
  const those =
    paths.length === 1
      ? `${named} was left out`
      : `${paths.length.toLocaleString('en')} files were left out${paths.length > 3 ? ', such as ' : ': '}${named}`
  return `${those}. Names of images end in .fits, .fit, .fts or .fz, and .gz after it.`
}

/** Ways to look at a long list. */
export const shownKinds = { all: 'All', problems: 'With problems', open: 'To send', moving: 'On their way', done: 'Done' } as const
export type Shown = keyof typeof shownKinds

const partOfState: Readonly<Record<FileWords['state'], Exclude<Shown, 'all'>>> = {
  problem: 'problems',
  refused: 'problems',
  reading: 'open',
  ready: 'open',
  note: 'open',
  moving: 'moving',
  paused: 'moving',
  working: 'moving',
  done: 'done',
  over: 'done',
}

/** The part of the list that a file belongs to. */
export function partOf(item: UploadItem): Exclude<Shown, 'all'> {
  return partOfState[stateOf(item)]
}
