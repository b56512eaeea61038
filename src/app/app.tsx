import { QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import { BrowserRouter } from 'react-router'
import { loadConfig } from '../api/config.ts'
import { unwrap } from '../api/unwrap.ts'
import { FailureBox } from '../ui/failure-box.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { apiErrorOf } from '../api/unwrap.ts'
import { headline, sentence, wantsSignIn } from '../api/api-error.ts'
import { sessionPort } from '../api/session.ts'
import { WorkerRefusal } from '../engine/worker-failure.ts'
import { ArchivesProvider } from './archives-provider.tsx'
import { Shell } from './shell.tsx'

/** What workers asked for themselves could not ask the user to sign in: this does, and lets it be asked again. */
function queryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // an archive on this machine answers without any network: what cannot be reached says so itself
      queries: { retry: false, refetchOnWindowFocus: false, staleTime: 60_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
    queryCache: new QueryCache({
      onError(error, query) {
        if (error instanceof WorkerRefusal && wantsSignIn(error.error)) void askAgain(error, query.queryKey)
      },
    }),
  })
  async function askAgain({ error }: WorkerRefusal, queryKey: QueryKey): Promise<void> {
    if (await sessionPort.again(error, false)) await client.refetchQueries({ queryKey, exact: true })
  }
  return client
}

/** The whole page: configuration first, then the shell with its routes. */
export function App() {
  const [client] = useState(queryClient)
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter useTransitions={false} basename={import.meta.env.BASE_URL.replace(/\/$/u, '')}>
        <Configured />
      </BrowserRouter>
    </QueryClientProvider>
  )
}

function Configured() {
  const config = useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => unwrap(loadConfig(`${import.meta.env.BASE_URL}config.json`, signal)),
    staleTime: Infinity,
  })
  if (config.data !== undefined) {
    return (
      <ArchivesProvider config={config.data}>
        <Shell />
      </ArchivesProvider>
    )
  }
  if (config.error === null) return <Waiting running words="Opening Skydax" />
  const error = apiErrorOf(config.error)
  return (
    <main className="page">
      <h1>Skydax cannot start</h1>
      <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void config.refetch()} />
      <p className="dim">The page needs config.json beside it: the archives to search and the base map to draw.</p>
    </main>
  )
}
