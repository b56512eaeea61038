import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { lookupAdql, mostLookedUp } from '../../../vo/templates/lookup-adql.ts'
import type { TemplateParameter } from '../../../vo/templates/template.ts'
import { useArchives } from '../../api/archive-context.ts'
import { quietHttp } from '../../api/http.ts'
import { lookUpByTemplate } from '../../api/run-template.ts'
import { tapSync } from '../../api/tap.ts'
import { unwrap } from '../../api/unwrap.ts'
import { cell } from '../../../vo/table/build.ts'
import type { Choice } from '../../ui/combobox.tsx'
import { useTemplateService } from './template-service.ts'

const restMs = 180

/** What the archive offers for a field while one types, and what to say where that is nothing. */
export interface Lookup {
  readonly choices: readonly Choice[]
  readonly words: string
}

/** Asks the archive for values while one types; a query that is overtaken is cancelled. Parameters without a lookup offer their options. */
export function useLookup(parameter: TemplateParameter, typed: string, isOn: boolean): Lookup {
  const { current } = useArchives()
  const [settled, setSettled] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), restMs)
    return () => clearTimeout(timer)
  }, [typed])
  const service = useTemplateService()
  const text = settled.trim()
  const adql = parameter.lookup === undefined ? null : lookupAdql(parameter.lookup, text)
  const found = useQuery({
    queryKey: ['lookup', current.tap, adql, service?.url ?? null],
    queryFn: async ({ signal }): Promise<readonly Choice[]> => {
      const { table } = await unwrap(
        service === null
          ? tapSync({ tap: current.tap, adql: adql ?? '', maxrec: mostLookedUp, timeoutMs: 15_000, signal }, quietHttp)
          : lookUpByTemplate(service, parameter.name, text, { timeoutMs: 15_000, signal }, quietHttp),
      )
      const [values, labels] = table.columns
      const cellText = (column: typeof values, row: number): string =>
        column === undefined ? '' : String((cell(column, row) as string | null) ?? '')
      const seen = new Map<string, Choice>()
      for (let row = 0; row < table.length; row++) {
        const value = cellText(values, row)
        if (value !== '' && !seen.has(value)) seen.set(value, { value, label: cellText(labels, row) })
      }
      return [...seen.values()]
    },
    enabled: isOn && adql !== null,
    staleTime: 300_000,
    placeholderData: (before) => before,
  })
  if (adql === null) return { choices: optionsFor(parameter, typed), words: '' }
  const isBusy = found.isFetching || settled !== typed
  if (found.error !== null) return { choices: [], words: 'The archive gives no values now; type the whole.' }
  const choices = (found.data ?? []).filter((c) => c.value !== typed || (found.data ?? []).length > 1)
  return {
    choices,
    words: isBusy
      ? 'Asking the archive …'
      : choices.length === 0 && found.data?.length === 0
        ? `The archive knows no ${parameter.label.toLowerCase()} like that.`
        : '',
  }
}

function optionsFor(parameter: TemplateParameter, typed: string): readonly Choice[] {
  const letters = typed.trim().toLowerCase()
  return (parameter.options ?? []).filter((o) => `${o.value} ${o.label ?? ''}`.toLowerCase().includes(letters))
}
