import { useQuery } from '@tanstack/react-query'
import { isActivityName } from '../../../vo/templates/ask.ts'
import type { Template } from '../../../vo/templates/template.ts'
import { sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { adqlText, tapCount } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { isFilled } from './form-values.ts'
import type { Values } from './form-values.ts'

/** What an empty answer means: the archive knows the thing's history and nothing matches, or it recorded no history. */
export type Silence =
  | { readonly kind: 'asking' }
  /** It could not be found out: `why` as a sentence (it takes queries, which not everybody may write who may run a template). */
  | { readonly kind: 'unchecked'; readonly why: string }
  | { readonly kind: 'nothing-found' }
  /** `about`: the thing without provenance in words; `isKnown`: its image is in the archive. */
  | { readonly kind: 'no-provenance'; readonly about: string; readonly isKnown: boolean }
  /** The archive as a whole has recorded none. */
  | { readonly kind: 'none-at-all' }

interface Probe {
  readonly about: string
  /** Counts what provenance knows of the thing, and what ObsCore does. */
  readonly recorded: string
  readonly known: string
}

/** The thing that a form asks about, where it names one. */
export function probeOf(template: Pick<Template, 'parameters'>, values: Values): Probe | null {
  for (const p of template.parameters) {
    const value = values[p.name]
    if (!isFilled(value)) continue
    const first = typeof value === 'string' ? value.trim() : (value?.[0] ?? '').trim()
    if (p.type === 'entity') {
      const id = adqlText(first)
      if (isActivityName(p.name))
        return {
          about: first,
          recorded: `SELECT COUNT(*) AS n FROM prov.activity WHERE activity_id = ${id}`,
          known: 'SELECT COUNT(*) AS n FROM ivoa.obscore WHERE 1 = 0',
        }
      return {
        about: first,
        recorded: `SELECT COUNT(*) AS n FROM prov.entity WHERE entity_id = ${id} OR dataset_uuid = ${id}`,
        known: `SELECT COUNT(*) AS n FROM ivoa.obscore WHERE obs_publisher_did = ${id}`,
      }
    }
    if (p.type === 'visit' && /^\d{1,19}$/u.test(first)) {
      return {
        about: `visit ${first}`,
        recorded: `SELECT COUNT(*) AS n FROM prov.activity WHERE visit = ${first}`,
        known: `SELECT COUNT(*) AS n FROM ivoa.obscore WHERE lsst_visit = ${first}`,
      }
    }
  }
  return null
}

/** Finds out why an answer is empty; asks nothing while `isOn` is false. */
export function useSilence(template: Template, values: Values, isOn: boolean): Silence {
  const { current } = useArchives()
  const probe = probeOf(template, values)
  const asked = useQuery({
    queryKey: ['silence', current.tap, probe],
    queryFn: async ({ signal }): Promise<Silence> => {
      const count = async (adql: string): Promise<number> => unwrap(tapCount({ tap: current.tap, adql, timeoutMs: 20_000, signal }))
      if (probe === null) {
        return (await count('SELECT COUNT(*) AS n FROM prov.run')) === 0 ? { kind: 'none-at-all' } : { kind: 'nothing-found' }
      }
      const recorded = await count(probe.recorded)
      if (recorded > 0) return { kind: 'nothing-found' }
      return { kind: 'no-provenance', about: probe.about, isKnown: (await count(probe.known)) > 0 }
    },
    enabled: isOn,
    staleTime: 60_000,
  })
  if (asked.error !== null) return { kind: 'unchecked', why: sentence(apiErrorOf(asked.error), Date.now()) }
  return asked.data ?? { kind: 'asking' }
}
