import { tapSync } from '../../api/tap.ts'
import { runTemplate } from '../../api/run-template.ts'
import { columnAt } from '../../api/votable-answer.ts'
import { buildFootprints } from '../sky/footprint-set.ts'
import type { ResultMessage, ResultRequest } from './result-set.ts'
import { toWire } from './wire.ts'
import { withBand } from './with-band.ts'

const post = (message: ResultMessage, transfer: readonly Transferable[] = []): void => self.postMessage(message, { transfer: [...transfer] })

self.addEventListener('message', (event: MessageEvent<ResultRequest>) => {
  void answer(event.data)
})

async function answer(request: ResultRequest): Promise<void> {
  try {
    const call = { maxrec: request.maxrec, timeoutMs: 120_000, onProgress: (rows: number) => post({ kind: 'progress', rows }) }
    const doc = await (request.template === undefined ? tapSync({ ...request, ...call }) : runTemplate(request.template, call))
    if (!doc.ok) {
      post({ kind: 'failed', error: doc.error })
      return
    }
    const { table } = doc.value
    const regions = table.columns[columnAt(table, 's_region')]
    const { result, transfer } = toWire(withBand(table), buildFootprints(regions?.kind === 'text' ? regions.data : []))
    post({ kind: 'done', result }, transfer)
  } catch (error) {
    post({ kind: 'failed', error: { kind: 'malformed', url: request.tap, message: error instanceof Error ? error.message : String(error) } })
  }
}
