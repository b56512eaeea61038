import { parseHtml } from '../platform/xml.ts'
import type { Link } from './datalink.ts'

/**
 * The links on the web page that DaCHS sends to browsers in place of a DataLink document, whatever they accept (it looks for "Mozilla" in the
 * User-Agent, which a page cannot change; DaCHS 2.7). Service descriptors are not on it in a form to be read. Null where it is another page.
 */
export function linksOfPage(html: string): readonly Link[] | null {
  const rows = [...parseHtml(html).querySelectorAll('table.links tbody tr')]
  if (rows.length === 0) return null
  return rows.flatMap((row): Link[] => {
    const href = row.querySelector('a.datalink')?.getAttribute('href') ?? null
    const semantics = row.querySelector('.semantics')?.textContent.trim() ?? ''
    if (href === null || !/^https?:\/\//u.test(href)) return []
    const description = row.querySelector('.description')?.textContent.trim() ?? ''
    return [
      {
        id: row.querySelector('.ivoid')?.textContent.trim() ?? '',
        accessUrl: href,
        serviceDef: null,
        error: null,
        semantics,
        description: description === '' ? null : description,
        contentType: null,
        contentLength: null,
      },
    ]
  })
}
