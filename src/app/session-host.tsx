import { useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useEffect } from 'react'
import { useStore } from 'zustand'
import { useArchives } from '../api/archive-context.ts'
import { readSession } from '../api/auth.ts'
import { answerSignIn, session } from '../api/session.ts'
import { onTold } from '../platform/session-channel.ts'

const SignInSheet = lazy(async () => ({ default: (await import('./sign-in-sheet.tsx')).SignInSheet }))

/** Asks who one is when the page opens and when another tab has signed in or out, and shows the question to sign in where a request needs it. */
export function SessionHost() {
  const { config } = useArchives()
  const auth = config.archives.find((one) => one.auth !== undefined)?.auth
  const asking = useStore(session, (state) => state.asking)
  const client = useQueryClient()
  useEffect(() => {
    if (auth === undefined) return undefined
    const leave = new AbortController()
    const read = async (): Promise<boolean> => {
      const now = await readSession(auth, leave.signal).catch(() => null)
      return now?.ok === true && now.value !== null
    }
    void read()
    const undo = onTold(() => {
      void read().then((isSignedIn) => {
        if (isSignedIn && session.getState().asking?.isOwn === true) answerSignIn(true)
        void client.invalidateQueries()
      })
    })
    return () => {
      leave.abort()
      undo()
    }
  }, [auth, client])
  return asking === null ? null : (
    <Suspense fallback={null}>
      <SignInSheet key={asking.origin} asking={asking} />
    </Suspense>
  )
}
