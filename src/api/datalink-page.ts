import { parseHtml } from '../platform/xml.ts'
import type { ServiceDescriptor } from '../../vo/votable/document.ts'
import type { Link, Links } from './datalink.ts'

const sodaSync = 'ivo://ivoa.net/std/SODA#sync-1.0'

/**
 * The links on the web page that DaCHS sends to browsers in place of a DataLink document, whatever they accept (it looks for "Mozilla" in the
 * User-Agent, which a page cannot change; DaCHS 2.7). A service is on it as a form; one that asks for an ID and a POS is SODA. Null where it is another page.
 */
export function linksOfPage(html: string): Links | null {
  const page = parseHtml(html)
  const rows = [...page.querySelectorAll('table.links tbody tr')]
  if (rows.length === 0) return null
  const services = [...page.querySelectorAll('form.service-interface')].flatMap(serviceOf)
  return { links: rows.flatMap((row) => linkOf(row, services)), services }
}

function linkOf(row: Element, services: readonly ServiceDescriptor[]): Link[] {
  const text = (selector: string): string | null => row.querySelector(selector)?.textContent.trim().replaceAll(/\s+/gu, ' ') || null
  const accessUrl = absolute(row.querySelector('a.datalink')?.getAttribute('href'))
  const service = row.querySelector('a.procref')?.getAttribute('href')?.replace(/^#/u, '')
  const serviceDef = services.some((s) => s.id === service) ? (service ?? null) : null
  const error = accessUrl === null ? text('.errmsg') : null
  if (accessUrl === null && serviceDef === null && error === null) return []
  return [
    {
      id: text('.ivoid') ?? '',
      accessUrl,
      serviceDef,
      error,
      semantics: text('.semantics') ?? '',
      description: text('.description'),
      contentType: null,
      contentLength: null,
    },
  ]
}

/** A form of the page as a service: its address and its parameters, by name. */
function serviceOf(form: Element): ServiceDescriptor[] {
  const accessUrl = absolute(form.getAttribute('action'))
  if (accessUrl === null || form.getAttribute('method')?.toUpperCase() !== 'GET') return []
  const fields = [...form.querySelectorAll('input[name], select[name]')]
  const input = fields.map((f) => ({ name: f.getAttribute('name') ?? '', datatype: 'char', value: f.getAttribute('value') ?? '' }) as const)
  const has = (name: string): boolean => input.some((p) => p.name === name)
  return [{ id: form.id, accessUrl, input, ...(has('ID') && has('POS') ? { standardId: sodaSync } : {}) }]
}

function absolute(href: string | null | undefined): string | null {
  return href !== null && href !== undefined && /^https?:\/\//u.test(href) ? href : null
}
