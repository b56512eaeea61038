import { deliveryStates, nightTables, productWords } from '../../dax/contract/processing.ts'
import { arrowWriter } from '../../dax/services/processing/arrow-stream.ts'
import { products } from '../../src/api/night.ts'
import type { Night } from '../../src/api/night.ts'

/** A night as the bytes that /api/processing/nights/{day_obs} sends. */
export function nightBytes(night: Night): Uint8Array<ArrayBuffer> {
  const { visits: v, attempts: a, dicts } = night
  const whole = (
    name: 'visits' | 'attempts' | 'deliveries',
    words: Record<string, readonly string[]>,
    values: Parameters<ReturnType<typeof arrowWriter>['batch']>[0],
  ): Uint8Array[] => {
    const writer = arrowWriter(nightTables[name], words, { day_obs: String(night.dayObs), table: name })
    return [writer.head(), writer.batch(values), writer.end()]
  }
  const ids = BigInt64Array.from({ length: a.n }, (_, i) => BigInt(i + 1))
  const visitIds = new BigInt64Array(a.n)
  for (let i = 0; i < a.n; i++) visitIds[i] = v.visit[a.visit[i]!]!
  const parts = [
    ...whole('visits', { band: dicts.band }, [v.visit, v.seq, v.band, v.begin, v.end, v.ra, v.dec, v.rotation, v.synthetic]),
    ...whole(
      'attempts',
      {
        reason: dicts.reason,
        node: dicts.node,
        pipeline: ['ApPipe'],
        version: dicts.version,
        caveats: dicts.caveats,
        exception_type: dicts.exception,
      },
      [
        ids,
        visitIds,
        a.detector,
        a.attempt,
        a.reason,
        a.status,
        a.queued,
        a.started,
        a.stored,
        a.ended,
        a.node,
        new Uint16Array(a.n),
        a.version,
        a.caveats,
        a.exception,
        a.synthetic,
        a.observedRank,
        a.processedRank,
      ],
    ),
    ...whole('deliveries', { product: productWords, state: deliveryStates }, deliveryValues(night, ids)),
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function deliveryValues(night: Night, ids: BigInt64Array): [BigInt64Array, Uint8Array, Uint8Array, Float64Array, Int32Array] {
  const n = night.attempts.n
  const [id, product, state, when, many] = [
    new BigInt64Array(4 * n),
    new Uint8Array(4 * n),
    new Uint8Array(4 * n),
    new Float64Array(4 * n),
    new Int32Array(4 * n),
  ]
  for (let i = 0; i < n; i++)
    for (const [k, name] of products.entries()) {
      const from = night.attempts.deliveries[name]
      id[4 * i + k] = ids[i]!
      product[4 * i + k] = k
      state[4 * i + k] = from.state[i]!
      when[4 * i + k] = from.at[i]!
      many[4 * i + k] = from.n[i]!
    }
  return [id, product, state, when, many]
}
