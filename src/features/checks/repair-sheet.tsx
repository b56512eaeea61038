import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CheckFinding, RepairKind } from '../../../dax/contract/checks.ts'
import { refusalSentence } from '../../api/api-error.ts'
import { repairFinding } from '../../api/checks.ts'
import { BulkCourse } from '../../ui/bulk-course.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useBulk } from '../../ui/use-bulk.ts'
import { WorkButtons } from '../../ui/work-buttons.tsx'
import { kindWords, repairWords } from './check-words.ts'

const shown = 6

/** Asks before a repair, says what will happen, does it one finding after the other, and tells what came of each. */
export function RepairSheet(props: {
  readonly checks: string
  readonly run: string
  readonly repair: RepairKind
  readonly findings: readonly CheckFinding[]
  readonly onClose: () => void
}) {
  const { checks, run, repair, onClose } = props
  // those that were asked about: what is repaired leaves the list behind the sheet
  const [findings] = useState(props.findings)
  const client = useQueryClient()
  const work = useBulk<CheckFinding>()
  const [first] = findings
  if (first === undefined) return null
  const words = repairWords(repair, first.kind)
  const start = async (): Promise<void> => {
    await work.run(findings, async ({ no, subject }, signal) => {
      const done = await repairFinding(checks, run, no, repair, signal)
      if (done.ok) return { name: subject, isDone: true, message: done.value.message }
      return {
        name: subject,
        isDone: false,
        message: refusalSentence(done.error, Date.now()),
        isEnd: done.error.kind === 'auth' || done.error.kind === 'network',
      }
    })
    await client.invalidateQueries({ queryKey: ['checks', checks] })
  }
  const close = (): void => {
    work.stop()
    onClose()
  }
  return (
    <Sheet title={words.question(findings.length.toLocaleString('en'), findings.length === 1)} onClose={close}>
      <Effects repair={repair} findings={findings} />
      <ul className="repair-list mono">
        {findings.slice(0, shown).map(({ no, subject }) => (
          <li key={no}>{subject}</li>
        ))}
        {findings.length > shown ? <li className="dim">and {(findings.length - shown).toLocaleString('en')} more</li> : null}
      </ul>
      {work.at === 'idle' ? (
        <p className="dim">What is done is written down under “Repairs”, with your name.</p>
      ) : (
        <BulkCourse work={work} done="repaired" />
      )}
      <WorkButtons work={work} verb={words.verb} leave="Leave it as it is" stop="Cancel the rest" onStart={() => void start()} onClose={close} />
    </Sheet>
  )
}

/** What will happen, for each kind among the findings. */
function Effects({ repair, findings }: { readonly repair: RepairKind; readonly findings: readonly CheckFinding[] }) {
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  const effects = [...new Map(kinds.map((kind) => [repairWords(repair, kind).effect, kind]))]
  return effects.map(([effect, kind]) => (
    <p key={kind} className={repairWords(repair, kind).isLoss === true ? 'note warn' : 'note'}>
      {effects.length === 1 ? '' : <strong>{kindWords[kind].title}: </strong>}
      {effect}
    </p>
  ))
}
