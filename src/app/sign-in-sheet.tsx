import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import { useArchives } from '../api/archive-context.ts'
import { signOut } from '../api/auth.ts'
import { answerSignIn, keepToken } from '../api/session.ts'
import type { Asking } from '../api/session.ts'
import { SignInForm, TokenWay } from '../features/account/sign-in-form.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** Asks the user to sign in, above whatever is open: what waits for it goes on afterwards, where it was. */
export function SignInSheet({ asking }: { readonly asking: Asking }) {
  const { archives } = useArchives()
  const { pathname, search } = useLocation()
  const auth = archives.find((one) => one.auth !== undefined)?.auth
  const refuse = async (): Promise<void> => {
    // a session that holds no more is sent with every request, and refused with it: what is public can be read without it only
    if (asking.isOwn && asking.reason !== null && auth !== undefined) await signOut(auth)
    answerSignIn(false)
  }
  return (
    <Sheet title="Sign in" onClose={() => void refuse()}>
      {asking.reason === null ? null : <p>{asking.reason}</p>}
      {asking.isOwn && auth !== undefined ? (
        <SignInForm auth={auth} back={pathname + search} onDone={() => answerSignIn(true)} />
      ) : (
        <ElsewhereForm origin={asking.origin} />
      )}
      <p className="dim">Nothing on this page is lost. Without signing in, what is public can still be read.</p>
    </Sheet>
  )
}

function ElsewhereForm({ origin }: { readonly origin: string }) {
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  return (
    <div className="sign-in">
      <p className="dim">
        {new URL(origin).host} takes a token. It is kept while this page is open, and sent to {new URL(origin).host} alone.
      </p>
      <TokenWay
        problem={null}
        isBusy={isBusy}
        onToken={(token) => {
          setBusy(true)
          keepToken(origin, token)
          answerSignIn(true)
          void client.invalidateQueries()
        }}
      />
    </div>
  )
}
