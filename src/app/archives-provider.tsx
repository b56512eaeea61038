import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { archiveAt, archiveSchema, tapAddress } from '../api/archive.ts'
import type { Archive, Config } from '../api/archive.ts'
import { ArchiveContext } from '../api/archive-context.ts'
import type { ArchiveChoice } from '../api/archive-context.ts'
import { readSetting, writeSetting } from '../platform/storage.ts'

function keptArchives(): readonly Archive[] {
  const kept = z.array(archiveSchema).safeParse(readSetting('archives'))
  return kept.success ? kept.data : []
}

/** Knows the archives: configured ones, those added in this browser, and one that a link names by its TAP address alone. */
export function ArchivesProvider({ config, children }: { readonly config: Config; readonly children: ReactNode }) {
  const [params] = useSearchParams()
  const [own, setOwn] = useState(keptArchives)
  const named = params.get('archive')
  const choice = useMemo((): ArchiveChoice => {
    const listed = [...config.archives, ...own]
    const archives = named === null || listed.some((a) => a.id === named) ? listed : [...listed, ...linked(named)]
    const keep = (next: readonly Archive[]): void => {
      setOwn(next)
      writeSetting('archives', next)
    }
    const first = archives.find((a) => a.id === config.start.archive) ?? archives[0]!
    const current = archives.find((a) => a.id === named) ?? first
    return {
      config,
      archives,
      current,
      names: current.names ?? config.names ?? null,
      add: (archive) => keep([...own.filter((a) => a.id !== archive.id), archive]),
      remove: (id) => keep(own.filter((a) => a.id !== id)),
    }
  }, [config, own, named])
  return <ArchiveContext value={choice}>{children}</ArchiveContext>
}

function linked(named: string): readonly Archive[] {
  if (!/^https?:\/\//u.test(named)) return []
  const address = tapAddress(named)
  return address.ok ? [{ ...archiveAt(address.value), id: named }] : []
}
