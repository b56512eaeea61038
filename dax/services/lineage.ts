import { Hono } from 'hono'
import type { LineageAnswer } from '../contract/lineage.ts'
import type { Sql } from '../archive/db.ts'
import { lineage, type Lineage } from '../archive/prov/lineage.ts'
import type { Direction } from '../archive/prov/lineage-walk.ts'
import { noWords, wordsOf, type Words } from '../archive/prov/words-of.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { asReader, principal } from './auth/principal.ts'
import { provJson } from '../../vo/prov/prov-json.ts'
import { provN } from '../../vo/prov/prov-n.ts'
import { lineageDocument } from './lineage-document.ts'
import { clip, daliParams, formLimitBytes, wholeNumber, type DaliParams } from './dali.ts'

/** Roots of one request. */
const maxIds = 1000
/** Nodes of an answer, when LIMIT is absent and at most. */
const defaultLimit = 1000
const maxLimit = 5000

const formats = ['GRAPH', 'PROV-JSON', 'PROV-N'] as const
type Format = (typeof formats)[number]

const known = ['ID', 'DEPTH', 'DIRECTION', 'RESPONSEFORMAT', 'LIMIT', 'AGENT', 'INPUTS', 'MODEL'] as const

/** /api/provenance/lineage, with the parameters of ProvDAL: where a thing came from, and what came of it; what the one who asks may see. */
export function lineageService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  app.on(['GET', 'POST'], '/', async (c) => {
    const params = await daliParams(c.req.raw, formLimitBytes)
    const asked = askOf(params)
    const { answer, words } = await ports.db.transaction((tx) => answered(tx, asked), {
      timeoutMs: ports.config.syncTimeoutMs,
      signal: c.req.raw.signal,
      ...asReader(await principal(ports, c.req.raw)),
    })
    if (answer.unknown.length > 0) {
      const named = answer.unknown.slice(0, 5).map(clip).join(', ')
      throw new Fault(
        'notFound',
        `Neither provenance nor the images of this archive know ${named}${answer.unknown.length > 5 ? ` and ${answer.unknown.length - 5} more` : ''}. Give the publisher DID of an image, the id of an entity or activity (prov.entity, prov.activity), or the UUID of a dataset.`,
        ['query', 'ID'],
      )
    }
    const { unknown: _, ...told } = answer
    return written(told, words, asked.format)
  })
  return app
}

interface Asked {
  readonly ids: readonly string[]
  readonly depth: number
  readonly directions: readonly Direction[]
  readonly limit: number
  readonly actualOnly: boolean
  readonly agents: boolean
  readonly format: Format
}

/** The request's parameters; refuses with a sentence what it cannot mean. */
function askOf(params: DaliParams): Asked {
  const stranger = params.entries.find(([name]) => !known.some((one) => one === name))
  if (stranger !== undefined)
    throw new Fault('usage', `${clip(stranger[0])} is not a parameter of lineage; there are ${known.slice(0, -1).join(', ')}.`, [
      'query',
      stranger[0],
    ])
  const ids = [
    ...new Set(
      params
        .all('ID')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    ),
  ]
  if (ids.length === 0)
    throw new Fault('usage', 'ID is missing: give the id of an entity, an activity or an image; it may be repeated.', ['query', 'ID'])
  if (ids.length > maxIds) throw new Fault('usage', `${ids.length} IDs were given; at most ${maxIds} are answered at once.`, ['query', 'ID'])
  const limit = wholeNumber(params, 'LIMIT') ?? Math.max(defaultLimit, ids.length)
  if (limit < 1 || limit > maxLimit) throw new Fault('usage', `LIMIT=${limit} is not between 1 and ${maxLimit} nodes.`, ['query', 'LIMIT'])
  if (limit < ids.length) throw new Fault('usage', `LIMIT=${limit} is less than the ${ids.length} IDs asked for.`, ['query', 'LIMIT'])
  const model = choice(params, 'MODEL', ['W3C', 'IVOA'], 'W3C')
  if (model === 'IVOA') throw new Fault('usage', 'MODEL=IVOA is not written here; leave MODEL out, or ask for W3C.', ['query', 'MODEL'])
  const direction = choice(params, 'DIRECTION', ['BACK', 'FORTH', 'BOTH'], 'BACK')
  return {
    ids,
    depth: depthOf(params),
    directions: direction === 'BOTH' ? ['back', 'forth'] : direction === 'BACK' ? ['back'] : ['forth'],
    limit,
    actualOnly: choice(params, 'INPUTS', ['ALL', 'ACTUAL'], 'ALL') === 'ACTUAL',
    agents: choice(params, 'AGENT', ['TRUE', 'FALSE', '1', '0'], 'TRUE').match(/^(TRUE|1)$/u) !== null,
    format: choice(params, 'RESPONSEFORMAT', formats, 'GRAPH'),
  }
}

function depthOf(params: DaliParams): number {
  const text = params.one('DEPTH')?.trim() ?? ''
  if (text === '') return 1
  if (text.toUpperCase() === 'ALL') return Infinity
  if (!/^[1-9]\d{0,5}$/u.test(text))
    throw new Fault('usage', `DEPTH=${clip(text)} is neither a number of relations from 1 on nor ALL.`, ['query', 'DEPTH'])
  return Number(text)
}

function choice<T extends string>(params: DaliParams, name: string, values: readonly T[], otherwise: T): T {
  const text = params.one(name)?.trim() ?? ''
  if (text === '') return otherwise
  const found = values.find((value) => value === text.toUpperCase())
  if (found === undefined) throw new Fault('usage', `${name}=${clip(text)} is not one of ${values.join(', ')}.`, ['query', name])
  return found
}

/** The lineage, and where it is to be a document what was told of it in other words. */
async function answered(tx: Sql, asked: Asked): Promise<{ readonly answer: Lineage; readonly words: Words }> {
  const answer = await lineage(tx, asked.ids, asked)
  return { answer, words: asked.format === 'GRAPH' ? noWords : await wordsOf(tx, answer) }
}

function written(answer: LineageAnswer, words: Words, format: Format): Response {
  const [body, type] =
    format === 'GRAPH'
      ? [JSON.stringify(answer), 'application/json']
      : format === 'PROV-JSON'
        ? [provJson(lineageDocument(answer, words)), 'application/json']
        : [provN(lineageDocument(answer, words)), 'text/provenance-notation; charset=utf-8']
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-cache',
      // PROV has no word for a document that does not tell all
      ...(answer.truncated ? { 'X-Dax-Truncated': String(answer.nodes.length) } : {}),
    },
  })
}
