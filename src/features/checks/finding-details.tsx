import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { CheckFinding, ChecksAnswer, RepairKind } from '../../../dax/contract/checks.ts'
import { repairKinds } from '../../../dax/contract/checks.ts'
import { kindWords, repairWords, timeWords } from './check-words.ts'
import { RepairSheet } from './repair-sheet.tsx'

/** What is selected: in full where it is one, counted where it is many; and the repairs that fit. */
export function FindingDetails(props: {
  readonly checks: string
  readonly run: string
  readonly answer: ChecksAnswer
  readonly findings: readonly CheckFinding[]
  readonly onSelectAll: () => void
  readonly onClear: () => void
}) {
  const { checks, run, answer, findings, onSelectAll, onClear } = props
  const [asked, setAsked] = useState<RepairKind | null>(null)
  const [one] = findings
  if (one === undefined)
    return (
      <section className="finding" aria-label="Selected findings">
        <div className="row">
          <p className="dim grow">Select findings to see them in full and to repair them. Ctrl adds, Shift selects a range.</p>
          <button type="button" onClick={onSelectAll}>
            Select all
          </button>
        </div>
      </section>
    )
  const fitting = repairKinds.filter((repair) => findings.some((finding) => fits(finding, repair)))
  return (
    <section className="finding" aria-label="Selected findings" id="finding" tabIndex={-1}>
      {findings.length === 1 ? <OneFinding finding={one} /> : <ManyFindings findings={findings} />}
      <div className="row" role="group" aria-label="Repairs">
        {fitting.map((repair) => (
          <RepairButton
            key={repair}
            repair={repair}
            findings={findings.filter((finding) => fits(finding, repair))}
            answer={answer}
            onAsk={() => setAsked(repair)}
          />
        ))}
        {fitting.length > 0 ? null : (
          <span className="dim">
            {findings.every(({ repaired }) => repaired !== null)
              ? 'Nothing is left to do.'
              : 'dax cannot repair this by itself: what is missing must come from outside.'}
          </span>
        )}
        <span className="grow" />
        <button type="button" className="quiet" onClick={onSelectAll}>
          Select all
        </button>
        <button type="button" className="quiet" onClick={onClear}>
          Clear
        </button>
      </div>
      {asked === null ? null : (
        <RepairSheet
          checks={checks}
          run={run}
          repair={asked}
          findings={findings.filter((finding) => fits(finding, asked))}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}

const fits = (finding: CheckFinding, repair: RepairKind): boolean => finding.repaired === null && finding.repairs.includes(repair)

function RepairButton(props: {
  readonly repair: RepairKind
  readonly findings: readonly CheckFinding[]
  readonly answer: ChecksAnswer
  readonly onAsk: () => void
}) {
  const { repair, findings, answer, onAsk } = props
  const [first] = findings
  if (first === undefined) return null
  const { verb } = repairWords(repair, first.kind)
  const lacks =
    repair === 'from-replica' && !answer.canRestore
      ? 'No replica is known: start dax with DAX_REPLICA set to the folder of a copy of the store.'
      : repair === 'quarantine' && !answer.canQuarantine
        ? 'This archive has no place for quarantine.'
        : null
  return (
    <>
      <button type="button" disabled={lacks !== null} onClick={onAsk}>
        {verb}
        {findings.length === 1 ? '' : ` (${findings.length.toLocaleString('en')})`} …
      </button>
      {lacks === null ? null : <span className="dim">{lacks}</span>}
    </>
  )
}

function OneFinding({ finding }: { readonly finding: CheckFinding }) {
  const archive = useSearchParams()[0].get('archive')
  const { kind, subject, message, repaired } = finding
  return (
    <>
      <h2>{kindWords[kind].title}</h2>
      <p className="mono subject">{subject}</p>
      <p>{message}</p>
      <p className="row">
        {repaired === null ? null : <span className="check-good">Repaired {timeWords(repaired)}</span>}
        {subject.startsWith('ivo:') && kind !== 'no-image' ? (
          <Link
            to={{ pathname: `/images/${encodeURIComponent(subject)}`, search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` }}
          >
            Open the image
          </Link>
        ) : null}
      </p>
    </>
  )
}

function ManyFindings({ findings }: { readonly findings: readonly CheckFinding[] }) {
  const counts = new Map<string, number>()
  for (const { kind } of findings) counts.set(kindWords[kind].title, (counts.get(kindWords[kind].title) ?? 0) + 1)
  return (
    <>
      <h2>{findings.length.toLocaleString('en')} selected</h2>
      <p>{[...counts].map(([title, n]) => `${title}: ${n.toLocaleString('en')}`).join(' · ')}</p>
    </>
  )
}
