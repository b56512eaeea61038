import { authorizationFor } from '../../api/session.ts'
import { WorkerRefusal, workerFailure } from '../worker-failure.ts'
import type { ResultMessage, ResultRequest, ResultSet } from './result-set.ts'
import { fromWire } from './wire.ts'

/** Runs a search in a worker of its own: request, parsing and packing stay off the page's thread. An abort ends the worker, and with it the request. Rejects with ApiFailure. */
export function loadResults(request: ResultRequest, signal: AbortSignal, onProgress: (rows: number) => void): Promise<ResultSet> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error)
      return
    }
    const worker = new Worker(new URL('./results-worker.ts', import.meta.url), { type: 'module' })
    const end = (): void => {
      worker.terminate()
      signal.removeEventListener('abort', abort)
    }
    const abort = (): void => {
      end()
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', abort)
    worker.addEventListener('message', (event: MessageEvent<ResultMessage>) => {
      const message = event.data
      if (message.kind === 'progress') {
        onProgress(message.rows)
        return
      }
      end()
      if (message.kind === 'done') resolve(fromWire(message.result))
      else reject(new WorkerRefusal(message.error))
    })
    worker.addEventListener('error', (event) => {
      end()
      reject(workerFailure('the search worker', event))
    })
    // a worker resolves addresses against its script, the page against itself
    const whole = (address: string): string => new URL(address, document.baseURI).href
    const { template } = request
    const authorization = request.authorization ?? authorizationFor(request.tap)
    worker.postMessage({
      ...request,
      ...(authorization === undefined ? {} : { authorization }),
      tap: whole(request.tap),
      ...(template === undefined ? {} : { template: { ...template, url: whole(template.url) } }),
    })
  })
}
