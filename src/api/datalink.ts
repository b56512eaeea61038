import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ServiceDescriptor } from '../../vo/votable/document.ts'
import type { ApiError } from './api-error.ts'
import { linksOfPage } from './datalink-page.ts'
import { ask } from './http.ts'
import { cellOf, textOf, votableOf } from './votable-answer.ts'

/** One row of a DataLink document. Exactly one of accessUrl, serviceDef and error is given. */
export interface Link {
  readonly id: string
  readonly accessUrl: string | null
  /** ID of the service in `services` that this row is about. */
  readonly serviceDef: string | null
  readonly error: string | null
  readonly semantics: string
  readonly description: string | null
  readonly contentType: string | null
  /** Bytes. */
  readonly contentLength: number | null
}

export interface Links {
  readonly links: readonly Link[]
  readonly services: readonly ServiceDescriptor[]
}

/** Reads a DataLink 1.0 or 1.1 document from its address (an access_url of ObsCore whose format says datalink, or links?ID=…). */
export async function dataLinks(url: string, signal?: AbortSignal): Promise<Result<Links, ApiError>> {
  const stop = signal === undefined ? {} : { signal }
  const answer = await ask({ url, timeoutMs: 30_000, accept: 'application/x-votable+xml, text/xml;q=0.9, */*;q=0.1', ...stop })
  if (!answer.ok) return answer
  if (/^text\/html/iu.test(answer.value.headers.get('content-type') ?? '')) {
    const links = linksOfPage(await answer.value.text())
    if (links !== null) return ok(links)
    return { ok: false, error: { kind: 'malformed', url, message: 'it is a web page where a DataLink document was expected' } }
  }
  const doc = await votableOf(answer.value, url, stop)
  if (!doc.ok) return doc
  const { table, services } = doc.value
  const links = Array.from({ length: table.length }, (_, row): Link => {
    const length = cellOf(table, 'content_length', row)
    const given = (name: string): string | null => {
      const text = textOf(table, name, row)
      return text === null || text === '' ? null : text
    }
    return {
      id: given('ID') ?? '',
      accessUrl: given('access_url'),
      serviceDef: given('service_def'),
      error: given('error_message'),
      semantics: given('semantics') ?? '',
      description: given('description'),
      contentType: given('content_type'),
      contentLength: typeof length === 'number' || typeof length === 'bigint' ? Number(length) : null,
    }
  })
  return ok({ links, services })
}

/** Whether an access_format names a DataLink document. */
export function isDatalink(format: string | null): boolean {
  return format !== null && /content\s*=\s*"?datalink/iu.test(format)
}
