import { useState } from 'react'
import type { OwnImage } from '../../../dax/contract/images.ts'
import { refusalSentence } from '../../api/api-error.ts'
import { deleteOwnImage } from '../../api/own-images.ts'
import { BulkCourse } from '../../ui/bulk-course.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useBulk } from '../../ui/use-bulk.ts'
import { WorkButtons } from '../../ui/work-buttons.tsx'
import { imagesWords } from './words.ts'

const shown = 6

/** Asks before images are deleted: what goes, and what stays. */
export function DeleteSheet(props: { readonly base: string; readonly images: readonly OwnImage[]; readonly onClose: () => void }) {
  const { base, images, onClose } = props
  const [reason, setReason] = useState('')
  const work = useBulk<OwnImage>()
  const start = (): Promise<void> =>
    work.run(images, async (image, signal) => {
      const done = await deleteOwnImage(base, image.imageId, reason.trim().slice(0, 500), signal)
      const name = image.name ?? image.did
      if (done.ok) return { name, isDone: true, message: '' }
      return {
        name,
        isDone: false,
        message: refusalSentence(done.error, Date.now()),
        isEnd: done.error.kind === 'auth' || done.error.kind === 'network',
      }
    })
  const isOne = images.length === 1
  return (
    <Sheet title={`Delete ${imagesWords(images.length)}?`} onClose={onClose}>
      <ul className="delete-list">
        {images.slice(0, shown).map((image) => (
          <li key={image.imageId}>
            <strong>{image.name ?? image.did}</strong> {image.title ?? ''}
          </li>
        ))}
        {images.length > shown ? <li className="dim">and {(images.length - shown).toLocaleString('en')} more</li> : null}
      </ul>
      <div className="note warn">
        <p>
          <strong>What goes:</strong> {isOne ? 'the image leaves' : 'the images leave'} every search, the map, tables and links, and{' '}
          {isOne ? 'its file leaves' : 'their files leave'} the store. This cannot be undone.
        </p>
        <p>
          <strong>What stays:</strong> a tombstone for each, with its id, the time, your name and the reason; its provenance, on which others may
          build; and what others have downloaded. The id is never given again. Your quota gets the room back.
        </p>
      </div>
      {work.at === 'idle' ? <TextField label="Reason (kept with the tombstone, may be left out)" value={reason} onChange={setReason} /> : null}
      <BulkCourse work={work} done="deleted" />
      <WorkButtons
        work={work}
        verb={isOne ? 'Delete it' : `Delete ${images.length.toLocaleString('en')} images`}
        isFinal
        leave={isOne ? 'Keep it' : 'Keep them'}
        stop="Keep the rest"
        onStart={() => void start()}
        onClose={onClose}
      />
    </Sheet>
  )
}
