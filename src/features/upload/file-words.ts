import type { UploadItem } from '../../engine/upload/upload-item.ts'

/** What the page says of a file: one word for its state, by which it is coloured and counted, and a sentence. */
export interface FileWords {
  readonly state: 'reading' | 'ready' | 'note' | 'problem' | 'moving' | 'paused' | 'working' | 'done' | 'refused' | 'over'
  readonly text: string
}

const percent = (part: number, whole: number): string => `${whole === 0 ? 100 : Math.floor((100 * part) / whole)} %`

export function wordsOf(item: UploadItem, nowMs: number): FileWords {
  const { sending, file } = item
  switch (sending.at) {
    case 'idle':
      return readingWords(item)
    case 'queued':
      return { state: 'moving', text: 'waits for its turn' }
    case 'sending':
      return { state: 'moving', text: `sending ${percent(sending.acknowledged, file.size)}` }
    case 'paused':
      return { state: 'paused', text: `paused at ${percent(sending.acknowledged, file.size)}` }
    case 'waiting':
      return { state: 'moving', text: `again in ${Math.max(1, Math.ceil((sending.retryAtMs - nowMs) / 1000))} s: ${sending.why}` }
    case 'failed':
      return { state: 'refused', text: sending.why }
    case 'cancelled':
      return { state: 'over', text: 'cancelled' }
    case 'sent':
      return ingestWords(item)
  }
}

function readingWords({ reading, file, known, copyOf }: UploadItem): FileWords {
  if (known != null) return { state: 'over', text: 'the archive has it already' }
  if (copyOf !== null) return { state: 'over', text: `same bytes as ${copyOf}` }
  switch (reading.at) {
    case 'waiting':
      return { state: 'reading', text: 'to be read' }
    case 'reading':
      return { state: 'reading', text: `reading ${percent(reading.read, file.size)}` }
    case 'unreadable':
      return { state: 'problem', text: `cannot be read: ${reading.message}` }
    case 'read': {
      const { problems, notes } = reading.facts
      if (problems[0] !== undefined)
        return { state: 'problem', text: problems.length === 1 ? problems[0] : `${problems[0]} (and ${problems.length - 1} more)` }
      return notes[0] === undefined ? { state: 'ready', text: 'ready' } : { state: 'note', text: `ready; ${notes[0]}` }
    }
  }
}

function ingestWords({ sending }: UploadItem): FileWords {
  const ingest = sending.at === 'sent' ? sending.ingest : null
  if (ingest === null) return { state: 'working', text: 'received' }
  switch (ingest.state) {
    case 'receiving':
    case 'waiting':
      return { state: 'working', text: ingest.problems[0] ?? 'received; waits for its turn' }
    case 'running':
      return { state: 'working', text: ingest.phase }
    case 'done':
      if (ingest.outcome === 'kept') return { state: 'done', text: 'kept' }
      return { state: 'done', text: ingest.outcome === 'known' ? 'the archive has it already' : 'searchable' }
    case 'refused':
    case 'failed':
      return { state: 'refused', text: ingest.problems.join(' ') || ingest.state }
    case 'cancelled':
      return { state: 'over', text: ingest.problems[0] ?? 'cancelled' }
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
  return partOfState[wordsOf(item, 0).state]
}
