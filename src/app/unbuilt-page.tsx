import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { copyText } from '../platform/download.ts'

/** A page that is not built yet says so, and what will be there; a query that a link brings along (?adql=) is shown and can be taken away. */
export function UnbuiltPage({ name, about }: { readonly name: string; readonly about: readonly string[] }) {
  const adql = useSearchParams()[0].get('adql')
  const [copied, setCopied] = useState('')
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>{name}</h1>
      <p className="note">
        This page is <strong>not built yet</strong>. It will hold:
      </p>
      <ul className="plans">
        {about.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {adql === null ? null : (
        <section aria-label="The query of the link">
          <h2>The query of the link</h2>
          <pre className="mono" tabIndex={0}>
            {adql}
          </pre>
          <div className="row">
            <button
              type="button"
              onClick={() => void copyText(adql).then((done) => setCopied(done ? 'Copied' : 'Select the text and copy it by hand'))}
            >
              Copy query
            </button>
            <span role="status" className="dim">
              {copied}
            </span>
          </div>
          <p className="dim">It runs in any TAP client (TOPCAT, pyvo) as it is.</p>
        </section>
      )}
      <p>
        <Link to="/">Explore the images instead</Link>
      </p>
    </main>
  )
}

/** An address that leads nowhere. */
export function NoSuchPage({ path }: { readonly path: string }) {
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Nothing here</h1>
      <p className="note">There is no page at {path}. The link may be cut short or mistyped.</p>
      <p>
        <Link to="/">Go to Explore</Link>
      </p>
    </main>
  )
}
