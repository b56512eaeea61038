/** A request on its way to the worker that dax lives in. `signal` of the page is told by an 'abort' with the same id. */
export type ToDax =
  | {
      readonly kind: 'request'
      readonly id: number
      readonly method: string
      readonly url: string
      readonly headers: readonly (readonly [string, string])[]
      readonly body: ArrayBuffer | null
    }
  | { readonly kind: 'abort'; readonly id: number }

/** What the worker says back. `body` is transferred. */
export type FromDax =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'response'
      readonly id: number
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: ReadableStream<Uint8Array> | null
    }
