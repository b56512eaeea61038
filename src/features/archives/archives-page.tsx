import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { failureProps } from '../../api/api-error.ts'
import { archiveAt, tapAddress } from '../../api/archive.ts'
import type { Archive } from '../../api/archive.ts'
import { useArchives } from '../../api/archive-context.ts'
import { readOffer } from '../../api/offer.ts'
import type { Offer } from '../../api/offer.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import './archives.css'

/** The archives this page knows, and the way to add any other by its TAP address: asked what it offers before it is added. */
export function ArchivesPage() {
  const { archives, config, add, remove } = useArchives()
  const [params] = useSearchParams()
  const [address, setAddress] = useState(params.get('tap') ?? '')
  const [title, setTitle] = useState('')
  const [asked, setAsked] = useState<Archive | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const check = (): void => {
    const tap = tapAddress(address)
    setProblem(tap.ok ? null : tap.message)
    setAsked(tap.ok ? archiveAt(tap.value) : null)
  }
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Archives</h1>
      <p className="dim">
        Skydax searches any archive that has a TAP service with an ObsCore table. Archives that you add are kept in this browser, and a link to a
        search in one carries its address.
      </p>
      <ul className="archives">
        {archives.map((archive) => (
          <ArchiveCard
            key={archive.id}
            archive={archive}
            {...(config.archives.some((a) => a.id === archive.id) ? {} : { onRemove: () => remove(archive.id) })}
          />
        ))}
      </ul>
      <h2>Add an archive</h2>
      <form
        className="add-archive"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          check()
        }}
      >
        <TextField label="TAP address" value={address} onChange={setAddress} placeholder="https://example.org/tap" problem={problem} mono />
        <TextField label="Name (if you like)" value={title} onChange={setTitle} placeholder="as you call it" />
        <button type="submit">Ask what it offers</button>
      </form>
      {asked === null ? null : (
        <Candidate
          key={asked.tap}
          archive={title.trim() === '' ? asked : { ...asked, title: title.trim() }}
          known={archives.some((a) => a.tap === asked.tap)}
          onAdd={add}
        />
      )}
    </main>
  )
}

function useOffer(tap: string, enabled: boolean) {
  return useQuery({ queryKey: ['offer', tap], queryFn: ({ signal }) => unwrap(readOffer(tap, signal)), staleTime: Infinity, enabled })
}

function ArchiveCard({ archive, onRemove }: { readonly archive: Archive; readonly onRemove?: () => void }) {
  const [isOpen, setOpen] = useState(false)
  const offer = useOffer(archive.tap, isOpen)
  return (
    <li className="note">
      <div className="row">
        <strong>{archive.title}</strong>
        <span className="mono dim grow address">{archive.tap}</span>
        <Link className="button" to={`/?archive=${encodeURIComponent(archive.id)}`}>
          Search it
        </Link>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          What it offers
        </button>
        {onRemove === undefined ? null : (
          <button type="button" onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      {isOpen ? <OfferState offer={offer} archive={archive} /> : null}
    </li>
  )
}

function Candidate({ archive, known, onAdd }: { readonly archive: Archive; readonly known: boolean; readonly onAdd: (archive: Archive) => void }) {
  const offer = useOffer(archive.tap, true)
  return (
    <section className="note candidate" aria-label={`What ${archive.title} offers`}>
      <div className="row">
        <strong className="grow">{archive.title}</strong>
        {offer.data === undefined ? null : known ? (
          <span>It is in the list.</span>
        ) : (
          <button type="button" className="primary" onClick={() => onAdd(archive)}>
            Add it
          </button>
        )}
      </div>
      <OfferState offer={offer} archive={archive} />
    </section>
  )
}

function OfferState({ offer, archive }: { readonly offer: ReturnType<typeof useOffer>; readonly archive: Archive }) {
  if (offer.error !== null) {
    return offer.isFetching ? (
      <Asking archive={archive} />
    ) : (
      <FailureBox {...failureProps(apiErrorOf(offer.error), Date.now())} onRetry={() => void offer.refetch()} />
    )
  }
  if (offer.data === undefined) {
    return offer.isFetching ? (
      <Asking archive={archive} />
    ) : (
      <p>
        The question was cancelled.{' '}
        <button type="button" onClick={() => void offer.refetch()}>
          Ask again
        </button>
      </p>
    )
  }
  return <OfferList offer={offer.data} archive={archive} />
}

function Asking({ archive }: { readonly archive: Archive }) {
  const client = useQueryClient()
  return <Waiting running words={`Asking ${archive.title}`} onCancel={() => void client.cancelQueries({ queryKey: ['offer', archive.tap] })} />
}

function OfferList({ offer, archive }: { readonly offer: Offer; readonly archive: Archive }) {
  const rows = (n: number | null): string => (n === null ? 'not told' : n.toLocaleString('en'))
  const lacks = [
    ...offer.lacks,
    ...(archive.coverage === undefined ? ['No counts per part of the sky: the map shows footprints at every width.'] : []),
    ...(archive.names === undefined ? ['No name service of its own: names are looked up where config.json says.'] : []),
  ]
  return (
    <>
      <dl className="offer">
        <dt>Images</dt>
        <dd>
          table <span className="mono">{offer.table}</span>, {offer.columns.length} columns
        </dd>
        <dt>Geometry</dt>
        <dd>{offer.geometry.size === 0 ? 'not told' : [...offer.geometry].sort().join(', ')}</dd>
        <dt>Rows in an answer</dt>
        <dd>
          {rows(offer.defaultRows)} by default, {rows(offer.hardRows)} at most
        </dd>
        <dt>Table upload</dt>
        <dd>{offer.uploads ? 'yes' : 'no'}</dd>
      </dl>
      {lacks.length === 0 ? null : (
        <>
          <h3>What it lacks</h3>
          <ul className="plans">
            {lacks.map((l) => (
              <li key={l}>{l}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
