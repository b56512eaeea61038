import { elements, parseXml } from '../platform/xml.ts'
import { ask, quietHttp } from './http.ts'

/** What a service tells its users now (the notes of VOSI availability); none where it does not answer, or in another form. */
export async function availabilityNotes(service: string, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await ask({ url: `${service}/availability`, signal, timeoutMs: 10_000 }, quietHttp)
  const doc = answer.ok ? parseXml(await answer.value.text()) : null
  return doc === null
    ? []
    : elements(doc, 'note')
        .map((note) => note.textContent.trim())
        .filter((note) => note !== '')
}
