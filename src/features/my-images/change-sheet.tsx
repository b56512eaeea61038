import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeableColumns, type ImagePatch, type OwnImage } from '../../../dax/contract/images.ts'
import { failureProps, refusalSentence } from '../../api/api-error.ts'
import { changeOwnImage, readOwnImage, type Editable } from '../../api/own-images.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { BulkCourse } from '../../ui/bulk-course.tsx'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useBulk } from '../../ui/use-bulk.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { ownKey } from './use-own-images.ts'
import { VisibilityChoice, type ChosenVisibility } from './visibility-choice.tsx'
import { columnWords, imagesWords } from './words.ts'

interface ChangeProps {
  readonly base: string
  readonly user: string
  readonly images: readonly OwnImage[]
  readonly onClose: () => void
}

/** Changes visibility and metadata: of one image with all values at hand, of many only what is filled in. */
export function ChangeSheet(props: ChangeProps) {
  const { base, user, images, onClose } = props
  const [one] = images
  const isOne = images.length === 1 && one !== undefined
  const [round, setRound] = useState(0)
  const read = useQuery({
    queryKey: [...ownKey(base), user, 'one', one?.imageId, round],
    queryFn: ({ signal }) => unwrap(readOwnImage(base, one?.imageId ?? '', signal)),
    enabled: isOne,
    staleTime: 0,
    gcTime: 0,
  })
  const error = read.error === null ? null : apiErrorOf(read.error)
  return (
    <Sheet title={`Change ${imagesWords(images.length)}`} onClose={onClose}>
      {!isOne ? (
        <ChangeForm {...props} editable={null} onAgain={() => undefined} />
      ) : read.data !== undefined ? (
        // stays as it is when it is read anew behind it (signing in does so): what is typed is not lost
        <ChangeForm key={round} {...props} editable={read.data} onAgain={() => setRound(round + 1)} />
      ) : error === null ? (
        <Waiting running words="Reading what it says now" />
      ) : (
        <FailureBox {...failureProps(error, Date.now())} onRetry={() => void read.refetch()} />
      )}
    </Sheet>
  )
}

function ChangeForm({
  base,
  images,
  editable,
  onAgain,
  onClose,
}: ChangeProps & { readonly editable: Editable | null; readonly onAgain: () => void }) {
  const before = editable?.image ?? null
  const [chosen, setChosen] = useState<ChosenVisibility>({ visibility: before?.visibility ?? null, group: before?.group ?? null })
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() => textsOf(before))
  const [problem, setProblem] = useState<string | null>(null)
  const work = useBulk<OwnImage>()
  const patch = patchOf(before, chosen, texts)
  const start = async (): Promise<void> => {
    const wrong = problemOf(patch, chosen, texts, before !== null)
    setProblem(wrong)
    if (wrong !== null) return
    await work.run(images, async (image, signal) => {
      const done = await changeOwnImage(base, image.imageId, patch, editable?.version ?? null, signal)
      const name = image.name ?? image.did
      if (done.ok) return { name, isDone: true, message: '' }
      return {
        name,
        isDone: false,
        message: refusalSentence(done.error, Date.now()),
        isEnd: done.error.kind === 'auth' || done.error.kind === 'network',
      }
    })
  }
  const isRunning = work.at === 'running'
  const isDone = work.at === 'ended' && work.outcomes.length === images.length && work.outcomes.every((outcome) => outcome.isDone)
  return (
    <form
      className="change"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <fieldset disabled={isRunning || isDone} className="change-fields">
        <VisibilityChoice value={chosen} isOne={before !== null} onChange={setChosen} />
        {before === null ? <p className="dim">Only what you fill in is changed; a value is taken away image by image.</p> : null}
        <div className="change-texts">
          {changeableColumns.map((column) => (
            <TextField
              key={column}
              label={columnWords[column]}
              value={texts[column] ?? ''}
              placeholder={before === null ? 'as it is' : 'not known'}
              onChange={(value) => setTexts((now) => ({ ...now, [column]: value }))}
            />
          ))}
        </div>
      </fieldset>
      {problem === null ? null : (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      <BulkCourse work={work} done="changed" />
      <p className="dim">What was before is kept under “History”, with your name and the time.</p>
      <div className="row">
        {isDone ? (
          <button type="button" className="primary" onClick={onClose}>
            Close
          </button>
        ) : (
          <>
            <button type="submit" className="primary" disabled={isRunning}>
              {images.length === 1 ? 'Save' : `Change ${images.length.toLocaleString('en')} images`}
            </button>
            {work.at === 'ended' && editable !== null ? (
              <button type="button" onClick={onAgain}>
                Read it again
              </button>
            ) : null}
            <button type="button" onClick={isRunning ? work.stop : onClose}>
              {isRunning ? 'Cancel the rest' : 'Cancel'}
            </button>
          </>
        )}
      </div>
    </form>
  )
}

function textsOf(image: Editable['image'] | null): Readonly<Record<string, string>> {
  return Object.fromEntries(changeableColumns.map((column) => [column, image?.metadata[column] ?? '']))
}

/** What differs from before; of many images, what is filled in. */
function patchOf(before: Editable['image'] | null, chosen: ChosenVisibility, texts: Readonly<Record<string, string>>): ImagePatch {
  const changed = changeableColumns.flatMap((column) => {
    const [now, was] = [texts[column]?.trim() ?? '', before?.metadata[column] ?? '']
    return now === was ? [] : [[column, now === '' ? null : now] as const]
  })
  const isShared = chosen.visibility !== (before?.visibility ?? null) || chosen.group !== (before?.group ?? null)
  return {
    ...(isShared && chosen.visibility !== null
      ? { visibility: chosen.visibility, ...(chosen.visibility === 'group' ? { group: chosen.group } : {}) }
      : {}),
    ...Object.fromEntries(changed),
  }
}

function problemOf(patch: ImagePatch, chosen: ChosenVisibility, texts: Readonly<Record<string, string>>, isOne: boolean): string | null {
  if (chosen.visibility === 'group' && (chosen.group ?? '') === '') return 'Choose the group that shall see it.'
  if (isOne && (texts['obs_collection']?.trim() ?? '') === '') return 'Collection cannot be empty: every image belongs to one.'
  return Object.keys(patch).length === 0 ? 'Nothing is changed yet: choose a visibility, or fill a value in.' : null
}
