import { Suspense, lazy } from 'react'
import type { ReactNode } from 'react'
import { useMedia } from '../../../platform/media.ts'
import { Split } from '../../../ui/split.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { useSkyOrder } from './use-play.ts'
import '../../../ui/split.css'

const SkyPanel = lazy(async () => ({ default: (await import('./sky-panel.tsx')).SkyPanel }))

/** A drawing, with the sky beside it (below it where the page is narrow) when that is open. */
export function WithSky({ children }: { readonly children: ReactNode }) {
  const [order] = useSkyOrder()
  const isNarrow = useMedia('(max-width: 860px)')
  return (
    <Split
      label="Drawing and sky"
      direction={isNarrow ? 'column' : 'row'}
      initial={0.5}
      least={isNarrow ? 160 : 240}
      first={children}
      second={
        order === null ? null : (
          <Suspense fallback={<Waiting running words="Opening the sky" />}>
            <SkyPanel order={order} />
          </Suspense>
        )
      }
    />
  )
}
