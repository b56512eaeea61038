import { useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import type { ServedTemplate, Template } from '../../../vo/templates/template.ts'
import type { ApiError } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { plainVotable, tapWhole } from '../../api/tap.ts'
import { listTemplates } from '../../api/templates.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { textOf } from '../../api/votable-answer.ts'
import { builtIn } from './built-in.ts'
import { keptTemplates, onKeptTemplates } from './kept-templates.ts'

/** A template as it can be asked here, or why it cannot. */
export interface OfferedTemplate {
  readonly template: ServedTemplate
  /** The template with the ADQL that fits this archive's tables. */
  readonly runs: Template
  /** null = it can be asked; else a sentence: which tables the archive lacks. */
  readonly cannot: string | null
  /** Kept in this browser only. */
  readonly isLocal: boolean
  /** From the archive's template service, which runs it. */
  readonly isServed: boolean
}

/** Whether who looks at it may change and delete it. What ships is copied; where a service does not say whose a template is, it tells when one saves. */
export function isMine({ template, isLocal }: OfferedTemplate): boolean {
  return isLocal || (template.owner !== null && template.mayChange !== false)
}

export interface Templates {
  readonly offered: readonly OfferedTemplate[]
  readonly isBusy: boolean
  /** Where the templates are from: the archive's service, or the library that the page brings along. */
  readonly source: 'service' | 'built-in'
  /** The template service failed: the library is shown instead. */
  readonly error: ApiError | null
  /** The archive's tables could not be read: nothing is known of what can be asked. */
  readonly tablesError: ApiError | null
  readonly again: () => void
}

/** Tables of an archive, lower case, as TAP_SCHEMA names them. */
async function readTables(tap: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const table = await unwrap(
    tapWhole({ tap, adql: 'SELECT table_name FROM tap_schema.tables', format: plainVotable, maxrec: 50_000, timeoutMs: 30_000, signal }),
  )
  return new Set(Array.from({ length: table.length }, (_, row) => (textOf(table, 'table_name', row) ?? '').replaceAll('"', '').toLowerCase()))
}

/** The form of a template that this archive can answer, or what it lacks. `tables` null = not known. */
export function fitting(template: Template, tables: ReadonlySet<string> | null): Pick<OfferedTemplate, 'runs' | 'cannot'> {
  if (tables === null) return { runs: template, cannot: null }
  const lacking = (wanted: readonly string[]): readonly string[] => wanted.filter((t) => !tables.has(t.toLowerCase()))
  const missing = lacking(template.tables)
  if (missing.length === 0) return { runs: template, cannot: null }
  const other = template.other?.find((o) => lacking(o.tables).length === 0)
  if (other !== undefined) return { runs: { ...template, adql: other.adql, tables: other.tables }, cannot: null }
  const names = missing.join(', ')
  return { runs: template, cannot: `This archive has no table${missing.length === 1 ? '' : 's'} ${names}, where the answer would be.` }
}

/** The questions that can be asked of the archive that the address names. */
export function useTemplates(): Templates {
  const { current } = useArchives()
  const base = current.provenance
  const list = useQuery({
    queryKey: ['templates', base],
    queryFn: ({ signal }) => unwrap(listTemplates(base ?? '', signal)),
    enabled: base !== undefined,
    staleTime: 30_000,
    retryOnMount: false,
  })
  const tables = useQuery({ queryKey: ['tables', current.tap], queryFn: ({ signal }) => readTables(current.tap, signal), staleTime: Infinity })
  const kept = useSyncExternalStore(onKeptTemplates, keptTemplates)
  // a service that failed stays out while it is asked again: the page must not lose the form meanwhile
  const usesService = base !== undefined && (list.data !== undefined || list.errorUpdateCount === 0)
  const served = usesService ? list.data : builtIn
  const isBusy = (usesService && list.data === undefined) || (tables.data === undefined && tables.error === null)
  const known = tables.data ?? null
  const offered = useMemo(
    () => [
      ...kept.map((template) => ({ template, isLocal: true, isServed: false, ...fitting(template, known) })),
      ...(served ?? []).map((template) => ({ template, isLocal: false, isServed: served !== builtIn, ...fitting(template, known) })),
    ],
    [kept, served, known],
  )
  return {
    offered,
    isBusy,
    source: usesService ? 'service' : 'built-in',
    error: usesService || list.error === null ? null : apiErrorOf(list.error),
    tablesError: tables.error === null ? null : apiErrorOf(tables.error),
    again: () => {
      void list.refetch()
      void tables.refetch()
    },
  }
}
