import { useEffect, useRef, useState } from 'react'
import { ApiFailure, failureProps } from '../../api/api-error.ts'

/** One thing at a time is saved to disk: a file, or a cut-out. */
export type SavingState =
  | { readonly at: 'idle' }
  | { readonly at: 'running'; readonly words: string }
  | { readonly at: 'done'; readonly words: string }
  | { readonly at: 'failed'; readonly title: string; readonly message: string; readonly retryAtMs: number | null; readonly again: () => void }

export interface Saving {
  readonly state: SavingState
  /** Runs `job`, which says how far it is and returns what to say at its end; `title` heads its failure. A job that runs is stopped. */
  readonly run: (title: string, job: (signal: AbortSignal, say: (words: string) => void) => Promise<string>) => void
  readonly stop: () => void
  readonly clear: () => void
}

export function useSaving(): Saving {
  const [state, setState] = useState<SavingState>({ at: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const run: Saving['run'] = (title, job) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setState({ at: 'running', words: 'Asking for it' })
    const say = (words: string): void => {
      if (!controller.signal.aborted) setState({ at: 'running', words })
    }
    job(controller.signal, say).then(
      (words) => {
        if (!controller.signal.aborted) setState({ at: 'done', words })
      },
      (error: unknown) => {
        if (controller.signal.aborted) return
        const why =
          error instanceof ApiFailure
            ? failureProps(error.error, Date.now())
            : { message: error instanceof Error ? error.message : String(error), retryAtMs: null }
        setState({ at: 'failed', ...why, title, again: () => run(title, job) })
      },
    )
  }
  return {
    state,
    run,
    stop: () => {
      running.current?.abort()
      setState({ at: 'done', words: 'Cancelled.' })
    },
    clear: () => setState({ at: 'idle' }),
  }
}
