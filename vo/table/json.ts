import { cell } from './build.ts'
import type { Batch } from './columns.ts'
import type { Field } from './field.ts'
import { textStream } from './text-stream.ts'

/**
 * {"metadata":[{name,datatype,…}],"data":[[…],…]}: fields as VOTable tells them, rows as arrays. 64-bit integers are decimal strings, so that
 * no reader rounds them; NaN and infinities are null.
 */
export function jsonStream(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): ReadableStream<Uint8Array> {
  return textStream(
    (async function* () {
      yield `{"metadata":${JSON.stringify(fields)},"data":[`
      let first = true
      for await (const batch of batches) {
        let out = ''
        for (let row = 0; row < batch.length; row++) {
          const values = batch.columns.map((c) => {
            const v = cell(c, row)
            if (typeof v === 'bigint') return v.toString()
            if (v !== null && typeof v === 'object')
              return Array.from(v as ArrayLike<number | bigint>, (x) => (typeof x === 'bigint' ? x.toString() : x))
            return v
          })
          out += `${first ? '' : ',\n'}${JSON.stringify(values)}`
          first = false
        }
        yield out
      }
      yield ']}\n'
    })(),
  )
}
