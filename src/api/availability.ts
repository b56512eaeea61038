import { quietHttp, ask } from './http.ts'

/** What a service tells its users now (the notes of VOSI availability); none where it does not answer, or in another form. */
export async function availabilityNotes(service: string, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await ask({ url: `${service}/availability`, signal, timeoutMs: 10_000 }, quietHttp)
  if (!answer.ok) return []
  const xml = new DOMParser().parseFromString(await answer.value.text(), 'text/xml')
  return [...xml.getElementsByTagNameNS('*', 'note')].map((note) => note.textContent.trim()).filter((note) => note !== '')
}
