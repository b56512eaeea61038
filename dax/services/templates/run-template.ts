import { countAdqlOf } from '../../../vo/adql/count-adql.ts'
import { lookupAdql, mostLookedUp } from '../../../vo/templates/lookup-adql.ts'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import type { LookupBody, RunBody } from '../../contract/templates.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { asReader, principal } from '../auth/principal.ts'
import { baseUrl } from '../base-url.ts'
import { clip, paramsOf } from '../dali.ts'
import { runQuery } from '../tap/query.ts'
import { tapRequest } from '../tap/request.ts'
import { expanded } from './expanded.ts'

/**
 * Runs a filled template. Whoever may see a template may run it: no right to write queries (read:tap) is asked, since the query is the template's and the
 * values become literals of it. What it may read is what a query of the same person may: TAP's own path runs it, under the same limits.
 */
export async function runTemplate(ports: DaxPorts, request: Request, template: ServedTemplate, body: RunBody): Promise<Response> {
  const { query } = expanded(template, body.values)
  if (body.count !== true) return answerOf(ports, request, query, body)
  const counting = countAdqlOf(query)
  if (counting === null) throw new Fault('usage', `The rows of ${template.id} cannot be counted.`, ['body', 'count'])
  return answerOf(ports, request, counting.adql, body)
}

/** Values for one parameter while a person types: the lookup of the template, which is no query of theirs either. */
export async function lookUp(ports: DaxPorts, request: Request, template: ServedTemplate, body: LookupBody): Promise<Response> {
  const parameter = template.parameters.find((p) => p.name === body.parameter)
  if (parameter?.lookup === undefined)
    throw new Fault('usage', `${clip(body.parameter)} is no parameter of ${template.id} that looks values up.`, ['body', 'parameter'])
  return answerOf(ports, request, lookupAdql(parameter.lookup, body.typed.trim()), { maxrec: mostLookedUp, ...given(body.format) })
}

async function answerOf(
  ports: DaxPorts,
  request: Request,
  query: string,
  { maxrec, format }: { readonly maxrec?: number | undefined; readonly format?: string | undefined },
): Promise<Response> {
  const params = paramsOf([
    ['LANG', 'ADQL'],
    ['QUERY', query],
    ...(maxrec === undefined ? [] : ([['MAXREC', String(maxrec)]] as const)),
    ...(format === undefined ? [] : ([['RESPONSEFORMAT', format]] as const)),
  ])
  const result = await runQuery(ports, tapRequest(params, request.headers.get('accept'), ports.config), {
    upload: () => Promise.reject(new Fault('usage', 'A template takes no uploaded tables.')),
    baseUrl: baseUrl(request, ports),
    reader: asReader(await principal(ports, request)),
    timeoutMs: ports.config.syncTimeoutMs,
    signal: request.signal,
  })
  return new Response(result.bytes, {
    headers: {
      'Content-Type': result.contentType,
      'Content-Disposition': `inline; filename="result.${result.extension}"`,
      'Cache-Control': 'no-store',
    },
  })
}

function given(format: string | undefined): { readonly format?: string } {
  return format === undefined ? {} : { format }
}
