import { createContext, useContext } from 'react'
import type { SkyEngine } from './sky-engine.ts'

/** The page's one sky map, made at its first use; the app provides the maker. */
export const SkyContext = createContext<(() => SkyEngine) | null>(null)

export function useSky(): SkyEngine {
  const engine = useContext(SkyContext)
  if (engine === null) throw new Error('the sky map is used outside of the app')
  return engine()
}
