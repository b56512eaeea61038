import { Link } from 'react-router'

/** A page that is not built yet says so, and what will be there. */
export function UnbuiltPage({ name, about }: { readonly name: string; readonly about: readonly string[] }) {
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
