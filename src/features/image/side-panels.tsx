import { useState } from 'react'
import type { HduInfo } from '../../engine/pixels/pixel-messages.ts'
import type { ImageRecord } from './image-record.ts'

/** The ObsCore row: what is known, in the archive's order; what is unknown is left out and counted. */
export function DetailsPanel({ record }: { readonly record: ImageRecord }) {
  const known = record.fields.filter((f) => record.row.has(f.name))
  return (
    <>
      <table className="plain">
        <tbody>
          {known.map((f) => (
            <tr key={f.name}>
              <th scope="row" title={f.description ?? undefined}>
                {f.name}
              </th>
              <td className="mono" style={{ overflowWrap: 'anywhere' }}>
                {record.row.get(f.name)} {f.unit === null ? '' : <span className="dim">{f.unit}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">{record.fields.length - known.length} further ObsCore columns are unknown for this image.</p>
    </>
  )
}

/** The FITS header of an HDU, searchable. */
export function HeaderPanel({ hdu }: { readonly hdu: HduInfo | null }) {
  const [find, setFind] = useState('')
  if (hdu === null) return <p className="dim">The header comes with the pixels.</p>
  const wanted = find.trim().toLowerCase()
  const cards = wanted === '' ? hdu.cards : hdu.cards.filter((c) => `${c.keyword} ${c.value} ${c.comment}`.toLowerCase().includes(wanted))
  return (
    <>
      <div className="field">
        <label htmlFor="find-card">Find in the header</label>
        <input id="find-card" value={find} onChange={(e) => setFind(e.target.value)} placeholder="keyword, value or comment" />
      </div>
      <p className="dim" aria-live="polite">
        {cards.length} of {hdu.cards.length} cards · HDU {hdu.index} ({hdu.name})
      </p>
      <table className="plain mono">
        <tbody>
          {cards.slice(0, 2000).map((c, i) => (
            <tr key={`${i}${c.keyword}`}>
              <th scope="row">{c.keyword}</th>
              <td style={{ overflowWrap: 'anywhere' }}>
                {c.value} {c.comment === '' ? null : <span className="dim">/ {c.comment}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** DataLink: what belongs to the image; errors of single links are said in place. */
export function LinksPanel({ record }: { readonly record: ImageRecord }) {
  const { links, services } = record.links
  if (record.linksFailure !== null) return <p>{record.linksFailure.message}</p>
  if (links.length === 0)
    return (
      <p className="dim">This archive gives no DataLink document for the image{record.fileUrl === null ? ', and no address of its file.' : '.'}</p>
    )
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Kind</th>
          <th scope="col">Size</th>
        </tr>
      </thead>
      <tbody>
        {links.map((l, i) => {
          const service = services.find((s) => s.id === l.serviceDef)
          return (
            <tr key={`${i}${l.semantics}`}>
              <td>
                {l.error !== null ? <span style={{ color: 'var(--bad)' }}>{l.error}</span> : null}
                {l.accessUrl !== null && /^https?:/u.test(l.accessUrl) ? <a href={l.accessUrl}>{l.description ?? l.semantics}</a> : null}
                {l.serviceDef !== null ? (
                  <>
                    {l.description ?? 'Service'} <span className="dim mono">{service?.accessUrl ?? ''}</span>
                  </>
                ) : null}
              </td>
              <td>
                {l.semantics.replace(/^.*#/u, '#')} <span className="dim">{l.contentType ?? ''}</span>
              </td>
              <td>{l.contentLength === null ? '' : `${(l.contentLength / 1e6).toFixed(2)} MB`}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
