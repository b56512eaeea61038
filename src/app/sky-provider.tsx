import { Suspense, lazy } from 'react'
import type { ReactNode } from 'react'

const Provider = lazy(async () => ({ default: (await import('./sky-engine-provider.tsx')).SkyEngineProvider }))

/** Provides the sky map to the pages; its code comes in a chunk of its own. */
export function SkyProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense fallback={null}>
      <Provider>{children}</Provider>
    </Suspense>
  )
}
