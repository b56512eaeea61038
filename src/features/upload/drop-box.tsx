import { useRef, useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import type { UploadLimits } from '../../../dax/contract/uploads.ts'
import { filesOfDrop, filesOfInput, type GivenFile } from './dropped-files.ts'
import { bytesText } from './file-words.ts'

/** Takes files and folders, dropped or chosen, and tells what may be sent before anything is. */
export function DropBox(props: {
  /** Files are there already. */
  readonly isSmall: boolean
  readonly limits: UploadLimits | undefined
  readonly onFiles: (files: readonly GivenFile[]) => void
  readonly children: ReactNode
}) {
  const { isSmall, limits, onFiles, children } = props
  const [isOver, setOver] = useState(false)
  const some = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const over = (event: DragEvent): void => {
    event.preventDefault()
    setOver(true)
  }
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault()
    setOver(false)
    onFiles(await filesOfDrop(event.dataTransfer))
  }
  const quota = limits?.quota
  return (
    <section
      className={isSmall ? 'drop' : 'drop large'}
      aria-label="Drop files here"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <strong>Drop files here</strong>
      <span className="row">
        <button type="button" onClick={() => some.current?.click()}>
          Choose files
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          Choose a folder
        </button>
      </span>
      <span className="dim">
        FITS, gzip or fpack{limits === undefined ? '' : `, up to ${bytesText(limits.maxFileBytes)} each`}. Headers are read here; nothing is sent
        before you say so.
        {quota == null ? '' : ` ${bytesText(quota.leftBytes)} of your ${bytesText(quota.bytes)} are left.`}
      </span>
      {isSmall ? null : (
        <ol>
          <li>Drop images, or whole folders: what a search would find of them, and what is wrong, is told here.</li>
          <li>Say once for all who may see them, and how they were made.</li>
          <li>Upload. Each goes on where it was after a cut line, and can be found a moment after its last byte.</li>
        </ol>
      )}
      {children}
      <input
        ref={some}
        type="file"
        multiple
        hidden
        aria-label="Files"
        onChange={(event) => {
          onFiles(filesOfInput(event.target.files))
          event.target.value = ''
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          onFiles(filesOfInput(event.target.files))
          event.target.value = ''
        }}
      />
    </section>
  )
}
