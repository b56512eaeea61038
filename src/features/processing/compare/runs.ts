import type { Night } from '../../../api/night.ts'

/** What can stand for a run within a night: the attempts of one version, or those made for one reason. */
export interface Run {
  /** 'version:…' or 'reason:…', as the address has it. */
  readonly id: string
  readonly name: string
}

/** Runs of a night: why it ran, and by which version where there are several. */
export function runsOf(night: Night): readonly Run[] {
  const { reason, version, n } = night.attempts
  const [reasons, versions] = [new Set<number>(), new Set<number>()]
  for (let i = 0; i < n; i++) {
    reasons.add(reason[i]!)
    versions.add(version[i]!)
  }
  const words = (codes: Set<number>, dict: readonly string[]): readonly string[] =>
    [...codes]
      .map((c) => dict[c] ?? '')
      .filter((w) => w !== '')
      .toSorted()
  return [
    ...words(reasons, night.dicts.reason).map((w) => ({ id: `reason:${w}`, name: w })),
    ...words(versions, night.dicts.version).map((w) => ({ id: `version:${w}`, name: w })),
  ]
}

/** The attempts of a run; null = all of the night. A run that the night does not know has none. */
export function runMask(night: Night, id: string | null): Uint8Array | null {
  const found = /^(reason|version):(.*)$/u.exec(id ?? '')
  if (found === null) return null
  const kind = found[1] === 'reason' ? 'reason' : 'version'
  const code = night.dicts[kind].indexOf(found[2] ?? '')
  return Uint8Array.from(night.attempts[kind], (c) => Number(c === code))
}
