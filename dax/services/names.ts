import { Hono } from 'hono'
import type { NamesAnswer, NamesSuggestions } from '../contract/names.ts'
import { Fault } from '../fault.ts'
import { nameKey } from '../names/name-key.ts'
import { ownCatalogue, type NamedObject } from '../names/own-catalogue.ts'
import { sesamePosition } from '../names/sesame.ts'
import type { DaxPorts } from '../ports.ts'
import { clip } from './dali.ts'

const sesameTimeoutMs = 8000

/** /api/names: the own catalogue first (no network), then CDS Sesame where the host lets dax out and names it. */
export function namesService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const catalogue = ownCatalogue()

  app.get('/', async (c) => {
    const start = c.req.query('start')
    if (start !== undefined) {
      const objects = (await catalogue()).startingWith(start.slice(0, 100), 10).map(({ label, ra, dec, kind }) => ({ name: label, ra, dec, kind }))
      return c.json({ start, objects } satisfies NamesSuggestions, 200, { 'Cache-Control': 'public, max-age=3600' })
    }
    const query = (c.req.query('q') ?? c.req.query('name') ?? '').trim()
    if (query === '') throw new Fault('usage', 'q is missing: send a name, e.g. q=M31.', ['query', 'q'])
    if (query.length > 100) throw new Fault('usage', `q is ${query.length} characters long; a name has at most 100.`, ['query', 'q'])
    const own = nameKey(query) === '' ? null : (await catalogue()).find(query)
    if (own !== null) return c.json(answer(query, own, 'own'), 200, { 'Cache-Control': 'public, max-age=3600' })
    const found = await sesame(ports, query)
    return c.json(answer(query, found, 'sesame'), 200, { 'Cache-Control': 'public, max-age=3600' })
  })
  return app
}

function answer(query: string, object: NamedObject, source: NamesAnswer['source']): NamesAnswer {
  return { query, name: object.label, ra: object.ra, dec: object.dec, kind: object.kind, source }
}

async function sesame(ports: DaxPorts, name: string): Promise<NamedObject> {
  const { sesameUrl } = ports.config
  if (sesameUrl === undefined || ports.fetch === undefined) {
    throw new Fault(
      'notFound',
      `The name ${clip(name)} is not in the catalogue of this archive (Messier, NGC, IC, bright stars, deep fields), and it asks no outside resolver. Give a position instead.`,
      ['query', 'q'],
    )
  }
  let text: string
  try {
    const response = await ports.fetch(`${sesameUrl}${encodeURIComponent(name)}`, { signal: AbortSignal.timeout(sesameTimeoutMs) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    text = (await response.text()).slice(0, 100_000)
  } catch (error) {
    ports.log({ level: 'warn', event: 'name resolver not reached', error: String(error) })
    throw new Fault(
      'transient',
      `The name ${clip(name)} is not in the catalogue of this archive, and the outside resolver does not answer (offline?). Give a position instead, or try again.`,
      ['query', 'q'],
    )
  }
  const found = sesamePosition(text, name)
  if (found === null)
    throw new Fault(
      'notFound',
      `Neither this archive nor the outside resolver knows the name ${clip(name)}. Check its spelling, or give a position.`,
      ['query', 'q'],
    )
  return found
}
