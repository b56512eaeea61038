import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import { quietHttp } from '../../api/http.ts'
import { countTemplate } from '../../api/run-template.ts'
import type { TemplateRun } from '../../api/run-template.ts'
import { tapCount } from '../../api/tap.ts'
import { unwrap } from '../../api/unwrap.ts'
import { countAdqlOf } from '../../../vo/adql/count-adql.ts'

const restMs = 450

/** How many rows a query would give, in words; asked when the typing rests, cancelled when overtaken. null = no query, or it ran already. `run` = the template that it is of. */
export function useEstimate(query: string | null, run: TemplateRun | null): string {
  const { current } = useArchives()
  const [settled, setSettled] = useState(query)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(query), restMs)
    return () => clearTimeout(timer)
  }, [query])
  const counting = settled === query && settled !== null ? countAdqlOf(settled) : null
  const count = useQuery({
    queryKey: ['count', current.tap, counting?.adql, run?.url ?? null],
    queryFn: ({ signal }) =>
      unwrap(
        run === null
          ? tapCount({ tap: current.tap, adql: counting?.adql ?? '', timeoutMs: 20_000, signal }, quietHttp)
          : countTemplate(run, { timeoutMs: 20_000, signal }, quietHttp),
      ),
    enabled: counting !== null,
  })
  if (query === null || counting === null) return query !== null && settled !== query ? 'counting …' : ''
  if (count.isFetching) return 'counting …'
  if (count.error !== null) return 'the archive gives no count'
  if (count.data === undefined) return ''
  if (counting.cap !== null && count.data > counting.cap) return `would find ${n(count.data)}, of which it gives ${n(counting.cap)}`
  return count.data === 0 ? 'would find nothing' : `would find ${n(count.data)} row${count.data === 1 ? '' : 's'}`
}

const n = (x: number): string => x.toLocaleString('en')
