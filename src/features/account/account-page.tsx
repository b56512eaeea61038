import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import { scopes as known } from '../../../dax/contract/auth.ts'
import type { UserInfo } from '../../../dax/contract/auth.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { readUserInfo, signOut } from '../../api/auth.ts'
import { session } from '../../api/session.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { closeWindow, tellTabs } from '../../platform/session-channel.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { NewToken } from './new-token.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { TokenList } from './token-list.tsx'
import './account.css'

/** Why the provider's, or a link's, sign-in came back without one. */
const refusals: Readonly<Record<string, string>> = {
  link: 'This link was used already, or is older than a day. “npm run dax -- token link” prints a new one.',
  denied: 'The provider did not sign you in.',
  invalid_state: 'That sign-in did not begin in this browser, or took longer than ten minutes.',
  permission_denied: 'The provider knows you, and this archive does not let you in under that name or group. Ask its administrators.',
  provider_failed: 'The sign-in provider did not answer as it should. Try again in a minute.',
}

/** Who one is here: signing in and out, rights, quota and tokens. */
export function AccountPage() {
  const { archives } = useArchives()
  const auth = archives.find((one) => one.auth !== undefined)?.auth
  const who = useStore(session, (state) => state.who)
  const [params] = useSearchParams()
  useWindowOfSignIn(params.get('signed') === 'in' && who !== null)
  const refused = params.get('refused')
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Account</h1>
      {refused === null || who !== null ? null : (
        <FailureBox title="Not signed in" message={refusals[refused] ?? 'The sign-in was refused. Try again.'} />
      )}
      {auth === undefined ? (
        <p>None of the archives of this page has a sign-in of its own. An archive elsewhere that asks who you are takes a token when it asks.</p>
      ) : who === null ? (
        <Welcome auth={auth} back={params.get('rd') ?? '/account'} />
      ) : (
        <Signed auth={auth} user={who.username} scopes={who.scopes} />
      )}
    </main>
  )
}

/** In the window that was opened to sign in: tells the page behind, and goes. */
function useWindowOfSignIn(isDone: boolean): void {
  useEffect(() => {
    if (!isDone) return
    tellTabs()
    closeWindow()
  }, [isDone])
}

function Welcome({ auth, back }: { readonly auth: string; readonly back: string }) {
  const navigate = useNavigate()
  return (
    <>
      <p className="dim">You are not signed in. What is public can be read all the same.</p>
      <SignInForm
        auth={auth}
        back={back}
        onDone={() => {
          const url = new URL(back, document.baseURI)
          if (url.origin === location.origin && url.pathname !== '/account') void navigate(url.pathname + url.search)
        }}
      />
    </>
  )
}

function Signed({ auth, user, scopes }: { readonly auth: string; readonly user: string; readonly scopes: readonly string[] }) {
  const client = useQueryClient()
  const info = useQuery({ queryKey: ['user-info', auth, user], queryFn: ({ signal }) => unwrap(readUserInfo(auth, signal)) })
  const leave = async (): Promise<void> => {
    await signOut(auth)
    tellTabs()
    await client.invalidateQueries()
  }
  const error = info.error === null ? null : apiErrorOf(info.error)
  return (
    <>
      {error === null ? null : <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void info.refetch()} />}
      {info.data === undefined && error === null ? <Waiting running words="Asking who you are" /> : null}
      {info.data === undefined ? null : <Facts info={info.data} scopes={scopes} />}
      <button type="button" onClick={() => void leave()}>
        Sign out
      </button>
      <h2>Tokens</h2>
      <p className="dim">
        For notebooks, scripts and VO clients: they send a token as “Authorization: Bearer gt-…”. Sessions are those of your browsers.
      </p>
      <TokenList auth={auth} user={user} />
      {scopes.includes('user:token') ? (
        <>
          <h2>New token</h2>
          <NewToken auth={auth} user={user} scopes={scopes} />
        </>
      ) : null}
    </>
  )
}

function Facts({ info, scopes }: { readonly info: UserInfo; readonly scopes: readonly string[] }) {
  const quota = Object.entries(info.quota?.api ?? {})
  return (
    <dl className="facts">
      <dt>You are</dt>
      <dd>
        <strong>{info.username}</strong>
        {info.name === undefined ? '' : `, ${info.name}`}
        {info.email === undefined ? '' : `, ${info.email}`}
      </dd>
      <dt>Groups</dt>
      <dd>{info.groups.length === 0 ? 'none' : info.groups.map(({ name }) => name).join(', ')}</dd>
      <dt>You may</dt>
      <dd>{scopes.map((scope) => (known as Readonly<Record<string, string>>)[scope] ?? scope).join('; ')}</dd>
      <dt>Quota</dt>
      <dd>{quota.length === 0 ? 'no limits' : quota.map(([service, n]) => `${service} ${n.toLocaleString('en')}/min`).join(', ')}</dd>
    </dl>
  )
}
