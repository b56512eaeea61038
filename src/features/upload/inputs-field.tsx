import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { plainVotable, tapSync } from '../../api/tap.ts'
import { failureProps } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { textOf } from '../../api/votable-answer.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { inputsOf } from './made-from.ts'
import { overlapAdql, wordsAdql } from './find-inputs.ts'

/** What images were made from: ids that are typed, or picked from the archive. */
export function InputsField(props: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem: string | null
  readonly region: string | null
}) {
  const { value, onChange, problem, region } = props
  const [isPicking, setPicking] = useState(false)
  const id = useId()
  return (
    <div className="field wide">
      <span className="row between">
        <label htmlFor={id}>Made from: ids of images or UUIDs, one a line</label>
        <button type="button" className="quiet" onClick={() => setPicking(true)}>
          Pick from the archive
        </button>
      </span>
      <textarea
        id={id}
        className="mono"
        rows={2}
        value={value}
        placeholder="ivo://…"
        aria-invalid={problem !== null}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem === null ? null : (
        <span className="problem" role="alert">
          {problem.slice(0, 80)} is no id: ivo://… (the id of an image, told on its page) or a UUID.
        </span>
      )}
      {isPicking ? (
        <PickSheet chosen={inputsOf(value)} onChange={(ids) => onChange(ids.join('\n'))} region={region} onClose={() => setPicking(false)} />
      ) : null}
    </div>
  )
}

interface PickSheetProps {
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
  readonly region: string | null
  readonly onClose: () => void
}

/** Images of the archive by words, or under the footprint of the file that is looked at; a tick takes one. */
function PickSheet({ chosen, onChange, region, onClose }: PickSheetProps) {
  const { current } = useArchives()
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState<string | null>(region === null ? null : overlapAdql(region))
  const found = useQuery({
    queryKey: ['inputs', current.tap, asked],
    enabled: asked !== null,
    queryFn: ({ signal }) => unwrap(tapSync({ tap: current.tap, adql: asked ?? '', format: plainVotable, maxrec: 200, signal })),
  })
  const table = found.data?.table
  const toggle = (id: string): void => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <Sheet title="Made from" onClose={onClose}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(wordsAdql(words))
        }}
      >
        <input
          className="grow"
          aria-label="Name, target, collection or id"
          placeholder="Name, target, collection or id"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit">Find</button>
        {region === null ? null : (
          <button type="button" onClick={() => setAsked(overlapAdql(region))}>
            Under this file
          </button>
        )}
      </form>
      {found.error === null ? null : <FailureBox {...failureProps(apiErrorOf(found.error), Date.now())} onRetry={() => void found.refetch()} />}
      <Waiting running={found.isFetching} words="Looking" />
      {table === undefined ? null : table.length === 0 ? (
        <p className="dim">No image is there.</p>
      ) : (
        <ul className="picks" aria-label="Images found">
          {Array.from({ length: table.length }, (_, row) => {
            const did = textOf(table, 'obs_publisher_did', row) ?? ''
            return (
              <li key={did}>
                <label className="row">
                  <input type="checkbox" checked={chosen.includes(did)} onChange={() => toggle(did)} />
                  <span className="grow">
                    {textOf(table, 'obs_title', row) ?? textOf(table, 'obs_id', row)}
                    <span className="dim mono"> {did}</span>
                  </span>
                </label>
              </li>
            )
          })}
        </ul>
      )}
      <p className="dim" role="status">
        {chosen.length === 0 ? 'None taken yet.' : `${chosen.length} taken.`}
      </p>
    </Sheet>
  )
}
