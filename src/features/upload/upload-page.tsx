import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import { readUserInfo } from '../../api/auth.ts'
import { askToSignIn } from '../../api/session.ts'
import { cancelUpload, retryIngest } from '../../api/uploads.ts'
import { unwrap } from '../../api/unwrap.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { DropBox } from './drop-box.tsx'
import { imagesAmong, type GivenFile } from './dropped-files.ts'
import { FileDetails } from './file-details.tsx'
import { FilesTable } from './files-table.tsx'
import { leftOutText, partOf, type Shown } from './file-words.ts'
import { sidecarOf, toldOf } from './made-from.ts'
import { emptyOrder, OrderFields, orderProblem } from './order-form.tsx'
import { ShowChoice } from './show-choice.tsx'
import { Unfinished } from './unfinished.tsx'
import { UploadSky } from './upload-sky.tsx'
import { UploadTools } from './upload-tools.tsx'
import { useArchiveSide } from './use-archive-side.ts'
import { uploadsAt, useUploads } from './use-uploads.ts'
import './upload.css'

/** Images of one's own on their way into the archive; `children` stand below them. */
export function UploadPage({ children }: { readonly children?: ReactNode }) {
  const { current } = useArchives()
  if (current.ingest !== undefined)
    return (
      <Uploads key={current.id} base={current.ingest} auth={current.auth}>
        {children}
      </Uploads>
    )
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Upload</h1>
      <p className="note">
        {current.title} takes no files from this page. Archives of Skydax do; one that takes them names its address as “ingest” in config.json.
      </p>
    </main>
  )
}

function Uploads({ base, auth, children }: { readonly base: string; readonly auth: string | undefined; readonly children: ReactNode }) {
  const { machine, items } = useUploads(base)
  const side = useArchiveSide(base, machine, items)
  const groups = useGroups(auth, side.who)
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const [activeId, setActive] = useState<number | null>(null)
  const [form, setForm] = useState(emptyOrder)
  const [shown, setShown] = useState<Shown>('all')
  const [leftOut, setLeftOut] = useState<readonly string[]>([])
  const [isPicking, setPicking] = useState(false)
  const here = items.filter(({ id }) => marked.has(id))
  const chosen = here.length === 0 ? items : here
  const ids = new Set(chosen.map(({ id }) => id))
  const active = items.find(({ id }) => id === activeId) ?? items[0]
  const take = (given: readonly GivenFile[]): void => {
    const { images, others } = imagesAmong(given)
    setLeftOut(others)
    machine.add(images)
  }
  const upload = async (): Promise<void> => {
    if (side.who === null && !(await askToSignIn(uploadsAt(base), 'Sign in to send files to this archive.'))) return
    machine.start({ ...form, sidecarOf: (item) => sidecarOf(toldOf(form.made, madeOf(item))) })
  }
  const retry = async (id: string): Promise<void> => {
    const answer = await retryIngest(base, id)
    if (answer.ok) machine.told([answer.value])
  }
  const forget = async (uploads: readonly string[]): Promise<void> => {
    for (const id of uploads) await cancelUpload(base, id)
    side.refresh()
  }
  return (
    <main className="upload" id="main" tabIndex={-1}>
      <h1 className="visually-hidden">Upload</h1>
      <DropBox isSmall={items.length > 0} limits={side.limits} onFiles={take}>
        {side.who === null ? (
          <span className="row">
            <span className="dim">Files can be looked at by everybody; to send them,</span>
            <button type="button" onClick={() => void askToSignIn(uploadsAt(base), null)}>
              Sign in
            </button>
          </span>
        ) : null}
      </DropBox>
      {leftOut.length === 0 ? null : (
        <p className="note warn" role="status">
          {leftOutText(leftOut)}
        </p>
      )}
      <Unfinished uploads={side.unfinished} onForget={(uploads) => void forget(uploads)} />
      {active === undefined ? null : (
        <div className="upload-parts">
          <div className="upload-list">
            <UploadTools
              items={items}
              chosen={chosen}
              isMarked={here.length > 0}
              storeOnly={form.storeOnly}
              problem={orderProblem(form, groups)}
              onUpload={() => void upload()}
              onPause={() => machine.pause(ids)}
              onResume={() => machine.resume(ids)}
              onCancel={() => machine.cancel(ids)}
              onRemove={() => machine.remove(ids)}
            />
            <ShowChoice items={items} shown={shown} onShown={setShown} />
            <FilesTable
              items={shown === 'all' ? items : items.filter((item) => partOf(item) === shown)}
              selected={marked}
              onSelect={setMarked}
              active={active.id}
              onActive={setActive}
            />
            <OrderFields
              form={form}
              onChange={setForm}
              limits={side.limits}
              groups={groups}
              headers={items.flatMap((item) => madeOf(item) ?? [])}
              region={active.reading.at === 'read' ? active.reading.facts.region : null}
              isPicking={isPicking}
              onPicking={setPicking}
            />
          </div>
          <div className="upload-side">
            {isPicking ? null : <UploadSky items={items} active={active.id} onActive={setActive} />}
            <FileDetails
              base={base}
              item={active}
              onRetry={(id) => void retry(id)}
              onTold={(ingest) => machine.told([ingest])}
              others={here}
              onMend={machine.replace}
            />
          </div>
        </div>
      )}
      {children}
    </main>
  )
}

function madeOf({ reading }: UploadItem) {
  return reading.at === 'read' ? reading.facts.made : null
}

/** Groups that the user may share files with. */
function useGroups(auth: string | undefined, who: string | null): readonly string[] {
  const info = useQuery({
    queryKey: ['user-info', auth, who],
    queryFn: ({ signal }) => unwrap(readUserInfo(auth ?? '', signal)),
    enabled: auth !== undefined && who !== null,
  })
  return info.data?.groups.map(({ name }) => name) ?? []
}
