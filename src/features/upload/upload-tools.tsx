import { acknowledgedOf, canResume, isBeingTaken, isSendable, isUnderWay, type UploadItem } from '../../engine/upload/upload-item.ts'
import { bytesText, timeText } from './file-words.ts'
import { useRate } from './use-rate.ts'

export interface UploadToolsProps {
  readonly items: readonly UploadItem[]
  /** Those that the buttons act on: the marked ones, or all. */
  readonly chosen: readonly UploadItem[]
  readonly isMarked: boolean
  readonly storeOnly: boolean
  /** Why nothing can be sent now; null = it can. */
  readonly problem: string | null
  readonly onUpload: () => void
  readonly onPause: () => void
  readonly onResume: () => void
  readonly onCancel: () => void
  readonly onRemove: () => void
}

const files = (count: number): string => `${count.toLocaleString('en')} file${count === 1 ? '' : 's'}`

/** What can be done with the files, and how far all of it is. */
export function UploadTools(props: UploadToolsProps) {
  const { items, chosen, isMarked, storeOnly, problem } = props
  const sendable = items.filter((item) => isSendable(item, storeOnly))
  const isAny = (has: (item: UploadItem) => boolean): boolean => chosen.some(has)
  const canCancel = (item: UploadItem): boolean =>
    isUnderWay(item) || canResume(item) || (isBeingTaken(item) && item.sending.at === 'sent' && item.sending.ingest?.canCancel !== false)
  return (
    <div className="upload-tools">
      <div className="row" role="toolbar" aria-label="Files">
        <button type="button" className="primary" disabled={sendable.length === 0 || problem !== null} onClick={props.onUpload}>
          Upload
        </button>
        <button type="button" disabled={!isAny(isUnderWay)} onClick={props.onPause}>
          Pause
        </button>
        <button type="button" disabled={!isAny(canResume)} onClick={props.onResume}>
          Resume
        </button>
        <button type="button" disabled={!isAny(canCancel)} onClick={props.onCancel}>
          Cancel
        </button>
        <button type="button" disabled={!isAny((item) => !isUnderWay(item))} onClick={props.onRemove}>
          Take off the list
        </button>
        <span className="dim">
          {isMarked ? `${files(chosen.length)} marked. ` : ''}
          {sendable.length === 0 ? '' : `${files(sendable.length)} ready, ${bytesText(sendable.reduce((sum, { file }) => sum + file.size, 0))}.`}
        </span>
      </div>
      {problem === null ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <Totals items={items} />
    </div>
  )
}

/** Bytes that the archive has acknowledged of all that are sent, how fast they go, and how long it takes still. */
function Totals({ items }: { readonly items: readonly UploadItem[] }) {
  const going = items.filter(({ sending }) => sending.at !== 'idle' && sending.at !== 'cancelled')
  const total = going.reduce((sum, { file }) => sum + file.size, 0)
  const done = going.reduce((sum, item) => sum + acknowledgedOf(item), 0)
  const isRunning = items.some(isUnderWay)
  const rate = useRate(done, isRunning)
  const taken = going.filter(({ sending }) => sending.at === 'sent' && sending.ingest?.state === 'done').length
  const refused = going.filter(
    ({ sending }) => sending.at === 'failed' || (sending.at === 'sent' && ['refused', 'failed'].includes(sending.ingest?.state ?? '')),
  ).length
  if (going.length === 0) return null
  return (
    <div className="row totals">
      <progress aria-label="All files" max={Math.max(1, total)} value={total === 0 ? 1 : done} />
      <span>
        {bytesText(done)} of {bytesText(total)} sent
        {rate === null ? '' : `, ${bytesText(rate)}/s`}
        {rate === null || rate === 0 ? '' : `, ${timeText((total - done) / rate)} left`}
      </span>
      <span className="dim">
        {taken.toLocaleString('en')} of {files(going.length)} in the archive
        {refused === 0 ? '' : `, ${refused.toLocaleString('en')} refused`}
      </span>
    </div>
  )
}
