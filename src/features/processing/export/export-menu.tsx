import { useState } from 'react'
import { csvStream } from '../../../../vo/table/csv.ts'
import { votableStream } from '../../../../vo/votable/write.ts'
import { copyText, saveBlob } from '../../../platform/download.ts'
import { presentAddress } from '../../../platform/address.ts'
import { Sheet } from '../../../ui/sheet.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { dayText } from '../day-obs.ts'
import { useNightHere } from '../night-context.ts'
import { syntheticWords } from '../synthetic-words.ts'
import { attemptRows } from '../table/attempt-columns.ts'
import { filterWords, shareWords } from './filter-words.ts'
import { exportBatches, exportColumns } from './night-table.ts'
import { pictureOf } from './picture.ts'
import './export.css'

/** What is shown, to take along: picture, tables, link. */
export function ExportButton() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Export
      </button>
      {isOpen ? <ExportSheet onClose={() => setOpen(false)} /> : null}
    </>
  )
}

type Work = { readonly at: 'idle' } | { readonly at: 'busy' } | { readonly at: 'said'; readonly words: string; readonly isBad: boolean }

function ExportSheet({ onClose }: { readonly onClose: () => void }) {
  const { night, facts, mask, store, archive } = useNightHere()
  const [work, setWork] = useState<Work>({ at: 'idle' })
  const filter = store.getState().filter
  const rows = attemptRows(night, facts, mask, null)
  const name = `night-${night.dayObs}`
  const run = (make: () => Promise<string>): void => {
    setWork({ at: 'busy' })
    make().then(
      (words) => setWork({ at: 'said', words, isBad: false }),
      (error: unknown) => setWork({ at: 'said', words: error instanceof Error ? error.message : String(error), isBad: true }),
    )
  }
  const save = (file: string, blob: Blob): string => {
    saveBlob(file, blob)
    return `Saved ${file}, ${blob.size < 1e6 ? `${Math.ceil(blob.size / 1000)} kB` : `${(blob.size / 1e6).toFixed(1)} MB`}.`
  }
  const columns = exportColumns(night, facts)
  const fields = columns.map((c) => c.field)
  const csv = async (): Promise<string> => save(`${name}.csv`, await new Response(csvStream(fields, exportBatches(columns, rows))).blob())
  const votable = async (): Promise<string> => {
    const infos = [
      { name: 'archive', value: archive.title },
      { name: 'night', value: String(night.dayObs) },
      { name: 'shown', value: shareWords(night, rows.length, filter) },
      { name: 'link', value: presentAddress() },
    ]
    const stream = votableStream({
      fields,
      batches: exportBatches(columns, rows),
      infos,
      tableName: `night_${night.dayObs}`,
      description: `Attempts of night ${dayText(night.dayObs)}; times are MJD in TAI`,
    })
    return save(`${name}.xml`, await new Response(stream).blob())
  }
  const png = async (): Promise<string> => {
    const drawing = document.querySelector<HTMLElement>('.night-panel')
    if (drawing === null) throw new Error('there is no drawing')
    const synthetic = syntheticWords(night)
    const words = {
      title: `${archive.title}: night ${dayText(night.dayObs)}${synthetic === '' ? '' : ` (${synthetic})`}`,
      below: [shareWords(night, rows.length, filter), presentAddress()],
    }
    return save(`${name}.png`, await pictureOf(drawing, words))
  }
  const link = async (): Promise<string> =>
    (await copyText(presentAddress()))
      ? 'The link is on the clipboard: it shows what you see.'
      : 'The browser did not let the link be copied: take it from the address bar.'
  return (
    <Sheet title="Export what is shown" onClose={onClose}>
      <p>
        {shareWords(night, rows.length, filter)}.
        {rows.length === night.attempts.n ? '' : ' Files hold these rows only, and say so where their format can.'}
      </p>
      <ul className="export-list">
        <ExportItem name="PNG" what="The drawing as it is on the page, with a title, what its colours mean, and the link." onClick={() => run(png)} />
        <ExportItem name="CSV" what={`The attempts with all ${fields.length} columns; times are MJD in TAI.`} onClick={() => run(csv)} />
        <ExportItem
          name="VOTable"
          what={`The same with units, UCDs and descriptions, and the filter (${filterWords(filter)}) as INFO.`}
          onClick={() => run(votable)}
        />
        <ExportItem name="Copy link" what="This view: night, drawing, filter, selection, times." onClick={() => run(link)} />
      </ul>
      <p role="status" className={work.at === 'said' && work.isBad ? 'note bad' : undefined}>
        {work.at === 'said' ? work.words : ''}
      </p>
      <Waiting running={work.at === 'busy'} words="Writing" />
    </Sheet>
  )
}

function ExportItem({ name, what, onClick }: { readonly name: string; readonly what: string; readonly onClick: () => void }) {
  return (
    <li>
      <button type="button" onClick={onClick}>
        {name}
      </button>
      <span className="dim">{what}</span>
    </li>
  )
}
