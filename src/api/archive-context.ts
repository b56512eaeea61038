import { createContext, useContext } from 'react'
import type { Archive, Config } from './archive.ts'

export interface ArchiveChoice {
  readonly config: Config
  /** Those of config.json and those that the user added. */
  readonly archives: readonly Archive[]
  /** The one that the address names (?archive=), else the first. */
  readonly current: Archive
  /** Address of a name service: the archive's own, else the configured one; null where there is none. */
  readonly names: string | null
  readonly add: (archive: Archive) => void
  readonly remove: (id: string) => void
}

/** The archives this page knows, and the one that the address names. */
export const ArchiveContext = createContext<ArchiveChoice | null>(null)

export function useArchives(): ArchiveChoice {
  const choice = useContext(ArchiveContext)
  if (choice === null) throw new Error('archives are used outside of the app')
  return choice
}
