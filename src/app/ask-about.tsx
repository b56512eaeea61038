import { Suspense, lazy } from 'react'
import type { ReactNode } from 'react'
import type { Facts } from '../../vo/templates/ask.ts'

const AskMenu = lazy(async () => ({ default: (await import('../features/provenance/ask-menu.tsx')).AskMenu }))

/** 'Ask about this' for pages of other abilities: its code comes when there is something to ask about. */
export function askAbout(facts: Facts): ReactNode {
  return (
    <Suspense fallback={null}>
      <AskMenu facts={facts} />
    </Suspense>
  )
}
