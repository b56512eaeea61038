import { conditionOf, conditions } from '../../engine/timeline/condition.ts'
import { raftOf } from '../../engine/timeline/lane-layout.ts'
import type { Night } from '../../api/night.ts'
import type { NightFilter } from './night-view.ts'

/** Whether a filter leaves nothing out. */
export function letsAllPass({ question, bands, statuses, reasons, text }: NightFilter): boolean {
  return question === null && bands.length === 0 && statuses.length === 0 && reasons.length === 0 && text.trim() === ''
}

/**
 * Which attempts pass a filter: 1 = passes; null where everything does. `asked` is the answer of the question that the filter names.
 * Statuses are the words of the drawings ('done', 'failed' …).
 */
export function maskOf(night: Night, filter: NightFilter, asked: Uint8Array | null = null): Uint8Array | null {
  const { bands, statuses, reasons } = filter
  const text = filter.text.trim().toLowerCase()
  if (asked === null && bands.length === 0 && statuses.length === 0 && reasons.length === 0 && text === '') return null
  const a = night.attempts
  const mask = asked === null ? new Uint8Array(a.n).fill(1) : asked.slice()
  const inBand = codesIn(night.dicts.band, bands)
  const inReason = codesIn(night.dicts.reason, reasons)
  const inStatus = codesIn(conditions, statuses)
  const finds = text === '' ? null : finder(night, text)
  for (let i = 0; i < a.n; i++) {
    if (mask[i] === 0) continue
    if (inBand !== null && !inBand.has(night.visits.band[a.visit[i]!]!)) mask[i] = 0
    else if (inReason !== null && !inReason.has(a.reason[i]!)) mask[i] = 0
    else if (inStatus !== null && !inStatus.has(conditionOf(night, i))) mask[i] = 0
    else if (finds !== null && !finds(i)) mask[i] = 0
  }
  return mask
}

function codesIn(dict: readonly string[], words: readonly string[]): ReadonlySet<number> | null {
  return words.length === 0 ? null : new Set(words.map((w) => dict.indexOf(w)))
}

/** 'det 94' is one detector, 'seq 12' one visit of the night; other text is part of a visit number, raft, node, version, exception or caveat. */
function finder(night: Night, text: string): (i: number) => boolean {
  const a = night.attempts
  const exact = /^(det|detector|seq)\D*(\d+)$/u.exec(text)
  if (exact !== null) {
    const value = Number(exact[2])
    return exact[1] === 'seq' ? (i) => night.visits.seq[a.visit[i]!] === value : (i) => a.detector[i] === value
  }
  const codes = (dict: readonly string[]): ReadonlySet<number> =>
    new Set(dict.flatMap((word, code) => (word.toLowerCase().includes(text) ? [code] : [])))
  const [node, version, exception, caveats] = [
    codes(night.dicts.node),
    codes(night.dicts.version),
    codes(night.dicts.exception),
    codes(night.dicts.caveats),
  ]
  const visits = new Set(Array.from(night.visits.visit, String).flatMap((id, row) => (id.includes(text) ? [row] : [])))
  const detectors = new Set(Array.from({ length: 205 }, (_, d) => d).filter((d) => String(d) === text || raftOf(d).toLowerCase() === text))
  return (i) =>
    visits.has(a.visit[i]!) ||
    detectors.has(a.detector[i]!) ||
    node.has(a.node[i]!) ||
    version.has(a.version[i]!) ||
    exception.has(a.exception[i]!) ||
    caveats.has(a.caveats[i]!)
}
