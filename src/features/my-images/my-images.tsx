import { useState } from 'react'
import { useStore } from 'zustand'
import { failureProps } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { askToSignIn, session } from '../../api/session.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useSelection } from '../../ui/use-selection.ts'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OwnImage } from '../../../dax/contract/images.ts'
import { DeletedSheet } from './deleted-sheet.tsx'
import { ImageCell, imageColumns } from './image-cell.tsx'
import { Quota } from './quota.tsx'
import { SelectedImages } from './selected-images.tsx'
import { useOwnImages, useSettled } from './use-own-images.ts'
import { visibilities, visibilityWords } from './words.ts'
import '../../ui/virtual-grid.css'
import './my-images.css'

const scope = 'write:files'
const keyOf = ({ imageId }: OwnImage): string => imageId

/** One's own images: found by text and visibility, changed, downloaded and deleted, one or many at once; and what of the quota they take. */
export function MyImages() {
  const { current } = useArchives()
  const who = useStore(session, (state) => state.who)
  const { ingest: base } = current
  return (
    <section className="my-images" aria-label="My images">
      <h2>My images</h2>
      {base === undefined ? (
        <p className="note">{current.title} takes no images from its users. Choose another archive.</p>
      ) : who === null ? (
        <div className="note row">
          <span className="grow">Your own images are listed here once you have signed in.</span>
          <button type="button" onClick={() => void askToSignIn(base, null)}>
            Sign in
          </button>
        </div>
      ) : !who.scopes.includes(scope) ? (
        <p className="note">
          You are signed in as {who.username} without the scope <span className="mono">{scope}</span>, which images of your own need. Sign in with a
          token that has it.
        </p>
      ) : (
        <OwnImages key={who.username} base={base} user={who.username} />
      )}
    </section>
  )
}

function OwnImages({ base, user }: { readonly base: string; readonly user: string }) {
  const [text, setText] = useState('')
  const [visibility, setVisibility] = useState('')
  const [areDeletedShown, showDeleted] = useState(false)
  const asked = useSettled(text.trim())
  const { query, rows, total, sort, onSort } = useOwnImages(base, user, asked, visibility === '' ? null : visibility)
  const selection = useSelection(rows, keyOf)
  const error = query.error === null ? null : apiErrorOf(query.error)
  const isFiltered = asked !== '' || visibility !== ''
  return (
    <>
      <Quota base={base} user={user} />
      <div className="my-tools">
        <TextField label="Search my images" value={text} onChange={setText} placeholder="name, title, target, collection" />
        <label className="field">
          <span>Visibility</span>
          <select value={visibility} onChange={(event) => setVisibility(event.target.value)}>
            <option value="">all</option>
            {visibilities.map((one) => (
              <option key={one} value={one}>
                {visibilityWords[one].name}
              </option>
            ))}
          </select>
        </label>
        <p role="status" className="grow">
          {total === null ? '' : `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}${isFiltered ? ' found' : ''}`}
          {total !== null && rows.length < total && !query.hasNextPage ? `; the newest ${rows.length.toLocaleString('en')} are listed` : ''}
        </p>
        <Waiting running={query.isFetching} words="Reading your images" />
        <button type="button" className="quiet" onClick={() => showDeleted(true)}>
          Deleted images
        </button>
      </div>
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      {rows.length > 0 ? (
        <div className="my-table">
          <VirtualGrid
            label="My images"
            columns={imageColumns}
            count={rows.length}
            render={(row, column) => <ImageCell image={rows[row]!} column={column} />}
            sort={sort}
            onSort={onSort}
            isSelected={selection.has}
            onPick={selection.pick}
            onPickAll={selection.all}
            onOpen={(row) => {
              if (!selection.has(row)) selection.pick(row, false, false)
              // after the tools are there
              setTimeout(() => document.getElementById('my-selected')?.focus())
            }}
          />
        </div>
      ) : query.data === undefined || query.isPlaceholderData ? null : (
        <p className="my-none">
          {isFiltered
            ? 'None of your images matches. Shorten the text, or choose all visibilities.'
            : 'You have no images here yet. What you upload is listed here once it is taken in.'}
        </p>
      )}
      {rows.length === 0 ? null : (
        <SelectedImages base={base} user={user} images={selection.items} onSelectAll={selection.all} onClear={selection.clear} />
      )}
      {areDeletedShown ? <DeletedSheet base={base} user={user} onClose={() => showDeleted(false)} /> : null}
    </>
  )
}
