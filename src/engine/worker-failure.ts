import { ApiFailure } from '../api/api-error.ts'

/** A service refused what a worker asked of it: workers cannot ask the user to sign in, so that the page must where signing in may help. */
export class WorkerRefusal extends ApiFailure {}

/** Why a worker gives no answer: what it threw, or that its code did not arrive, of which browsers tell nothing at all. `what` = 'the search worker'. */
export function workerFailure(what: string, event: { readonly message?: string }): Error {
  if (event.message === undefined || event.message === '')
    return new ApiFailure({ kind: 'network', url: document.baseURI, message: `the code of ${what} did not load` })
  return new Error(`${what} failed: ${event.message}`)
}
