import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sentence, headline } from '../../api/api-error.ts'
import { readWays, signIn } from '../../api/auth.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { openSignInWindow, tellTabs } from '../../platform/session-channel.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import './account.css'

/** The ways to sign in that this archive has. `onDone` = somebody is signed in. `back` = page that a provider leads back to. */
export function SignInForm({ auth, back, onDone }: { readonly auth: string; readonly back: string; readonly onDone: () => void }) {
  const client = useQueryClient()
  const ways = useQuery({ queryKey: ['sign-in ways', auth], queryFn: ({ signal }) => unwrap(readWays(auth, signal)), staleTime: Infinity })
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const by = async (how: { readonly token: string } | { readonly demo: true }): Promise<void> => {
    setBusy(true)
    const done = await signIn(auth, how)
    setBusy(false)
    setProblem(done.ok ? null : sentence(done.error, Date.now()))
    if (!done.ok) return
    tellTabs()
    await client.invalidateQueries()
    onDone()
  }
  if (ways.error !== null) {
    const error = apiErrorOf(ways.error)
    return <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void ways.refetch()} />
  }
  if (ways.data === undefined) return <Waiting running words="Asking how to sign in" />
  return (
    <div className="sign-in">
      {ways.data.ways.map((way) => {
        switch (way.kind) {
          case 'oidc':
            return <ProviderWay key={way.kind} title={way.title} login={way.login ?? '/login'} back={back} />
          case 'demo':
            return (
              <button key={way.kind} type="button" className="primary" disabled={isBusy} onClick={() => void by({ demo: true })}>
                Sign in as the owner of this demo
              </button>
            )
          case 'link':
            return (
              <p key={way.kind} className="dim">
                On this machine: open the link that dax printed when it started; <code>npm run dax -- token link</code> prints a new one. This page
                notices.
              </p>
            )
          case 'token':
            return <TokenWay key={way.kind} problem={problem} isBusy={isBusy} onToken={(token) => void by({ token })} />
          default:
            return null
        }
      })}
    </div>
  )
}

function ProviderWay({ title, login, back }: { readonly title: string; readonly login: string; readonly back: string }) {
  const url = `${login}?rd=${encodeURIComponent(back)}`
  return (
    <a
      className="button primary"
      href={url}
      onClick={(event) => {
        // a window of its own keeps this page as it is; without one, the page itself goes
        if (openSignInWindow(`${login}?rd=${encodeURIComponent('/account?signed=in')}`)) event.preventDefault()
      }}
    >
      Sign in with {title}
    </a>
  )
}

/** A box for a token; what is typed is sent, and kept nowhere. */
export function TokenWay(props: { readonly problem: string | null; readonly isBusy: boolean; readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('')
  const [isMissing, setMissing] = useState(false)
  return (
    <form
      className="token-way"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(token.trim() === '')
        if (token.trim() !== '') props.onToken(token.trim())
      }}
    >
      <TextField
        label="Token"
        value={token}
        onChange={setToken}
        placeholder="gt-…"
        mono
        problem={isMissing ? 'Paste a token: “dax token create” makes one, and so does the page Account.' : props.problem}
      />
      <button type="submit" disabled={props.isBusy}>
        {props.isBusy ? 'Signing in …' : 'Sign in with this token'}
      </button>
    </form>
  )
}
