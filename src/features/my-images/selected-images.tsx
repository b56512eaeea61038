import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { OwnImage } from '../../../dax/contract/images.ts'
import { ApiFailure, sentence } from '../../api/api-error.ts'
import { downloadBlob } from '../../api/download-blob.ts'
import { fileAddress } from '../../api/own-images.ts'
import { saveBlob } from '../../platform/download.ts'
import { BulkCourse } from '../../ui/bulk-course.tsx'
import { useBulk } from '../../ui/use-bulk.ts'
import { ChangeSheet } from './change-sheet.tsx'
import { DeleteSheet } from './delete-sheet.tsx'
import { downloadScript } from './download-script.ts'
import { HistorySheet } from './history-sheet.tsx'
import { VisibilityMark } from './image-cell.tsx'
import { ownKey } from './use-own-images.ts'
import { sizeWords } from './words.ts'

type Opened = 'change' | 'history' | 'delete'

/** What can be done with the images that are selected. */
export function SelectedImages(props: {
  readonly base: string
  readonly user: string
  readonly images: readonly OwnImage[]
  readonly onSelectAll: () => void
  readonly onClear: () => void
}) {
  const { base, user, images, onSelectAll, onClear } = props
  const client = useQueryClient()
  const [opened, setOpened] = useState<{ readonly what: Opened; readonly images: readonly OwnImage[] } | null>(null)
  const saving = useBulk<OwnImage>()
  const archive = useSearchParams()[0].get('archive')
  const [one] = images
  const withFile = images.filter(({ sha256 }) => sha256 !== null)
  const open = (what: Opened) => () => setOpened({ what, images })
  const close = (): void => {
    setOpened(null)
    void client.invalidateQueries({ queryKey: ownKey(base) })
  }
  return (
    <>
      <section className="my-selected" id="my-selected" aria-label="Selected images" tabIndex={-1}>
        {one === undefined ? (
          <p className="dim grow">Select images to change, download or delete them. Ctrl adds, Shift selects a range.</p>
        ) : images.length === 1 ? (
          <OneImage image={one} />
        ) : (
          <p className="grow">
            <strong>{images.length.toLocaleString('en')} selected</strong>,{' '}
            {sizeWords(images.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0))}
          </p>
        )}
        <div className="row" role="group" aria-label="What to do">
          {one === undefined ? null : (
            <>
              {images.length > 1 ? null : (
                <Link
                  className="button"
                  to={{
                    pathname: `/images/${encodeURIComponent(one.did)}`,
                    search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}`,
                  }}
                >
                  Open image
                </Link>
              )}
              <button type="button" onClick={open('change')}>
                Change …
              </button>
              {images.length > 1 ? null : (
                <button type="button" onClick={open('history')}>
                  History
                </button>
              )}
              <button
                type="button"
                disabled={withFile.length === 0 || saving.at === 'running'}
                onClick={() => void saving.run(withFile, (image, signal) => save(base, image, signal))}
              >
                Download
              </button>
              {withFile.length < 2 ? null : (
                <button
                  type="button"
                  onClick={() => saveBlob('download.sh', new Blob([downloadScript(base, withFile)], { type: 'text/x-shellscript' }))}
                >
                  Download script
                </button>
              )}
              <button type="button" className="danger" disabled={withFile.length === 0} onClick={open('delete')}>
                Delete …
              </button>
            </>
          )}
          <button type="button" className="quiet" onClick={onSelectAll}>
            Select all
          </button>
          {one === undefined ? null : (
            <button type="button" className="quiet" onClick={onClear}>
              Clear
            </button>
          )}
        </div>
        {saving.at === 'idle' ? null : (
          <div className="my-saving">
            <BulkCourse work={saving} done="downloaded" />
            {saving.at === 'running' ? (
              <button type="button" onClick={saving.stop}>
                Cancel
              </button>
            ) : null}
          </div>
        )}
      </section>
      {opened?.what === 'change' ? <ChangeSheet base={base} user={user} images={opened.images} onClose={close} /> : null}
      {opened?.what === 'delete' ? <DeleteSheet base={base} images={opened.images} onClose={close} /> : null}
      {opened?.what === 'history' && opened.images[0] !== undefined ? (
        <HistorySheet base={base} user={user} image={opened.images[0]} onClose={close} />
      ) : null}
    </>
  )
}

function OneImage({ image }: { readonly image: OwnImage }) {
  return (
    <div className="grow">
      <p>
        <strong>{image.title ?? image.name ?? image.did}</strong> <VisibilityMark image={image} />
      </p>
      <p className="mono dim my-did">{image.did}</p>
    </div>
  )
}

/** Takes a file from the archive to the disk. */
async function save(base: string, image: OwnImage, signal: AbortSignal) {
  const name = image.name ?? `${image.imageId}.fits`
  try {
    const blob = await downloadBlob(fileAddress(base, image.did), signal, () => undefined)
    saveBlob(name, blob)
    return { name, isDone: true, message: '' }
  } catch (error) {
    signal.throwIfAborted()
    const failure = error instanceof ApiFailure ? error.error : null
    const message = failure === null ? String(error instanceof Error ? error.message : error) : sentence(failure, Date.now())
    return { name, isDone: false, message, isEnd: failure?.kind === 'auth' || failure?.kind === 'network' }
  }
}
