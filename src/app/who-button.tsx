import { NavLink } from 'react-router'
import { useStore } from 'zustand'
import { useArchives } from '../api/archive-context.ts'
import { askToSignIn, session } from '../api/session.ts'

/** Who is signed in, as the way to the account; else the way to sign in. Nothing where the archives of this page have no sign-in of their own. */
export function WhoButton() {
  const { config } = useArchives()
  const auth = config.archives.find((one) => one.auth !== undefined)?.auth
  const who = useStore(session, (state) => state.who)
  if (auth === undefined) return null
  if (who === null)
    return (
      <button type="button" onClick={() => void askToSignIn(auth, null)}>
        Sign in
      </button>
    )
  return (
    <NavLink to="/account" className="button who" title={`Signed in as ${who.username}`} aria-label={`Account of ${who.username}`}>
      {who.username}
    </NavLink>
  )
}
