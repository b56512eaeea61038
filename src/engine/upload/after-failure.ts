import { SendFailure } from './send-failure.ts'

/** What to do about a sending that was broken off. */
export type Next =
  /** The upload is not there any more: it was completed elsewhere, cancelled, or expired. */
  | { readonly do: 'lookWhatBecame' }
  | { readonly do: 'signIn' }
  | { readonly do: 'wait'; readonly retryAtMs: number; readonly isGeneral: boolean }
  | { readonly do: 'giveUp' }

const pausesMs = [1000, 3000, 10_000, 30_000]
/** Somebody else sends it right now (423), other bytes have come (409), or a chunk was damaged on its way (460): of this file alone. */
const ofTheFile = new Set([409, 423, 460])

/** Decides by what the service answered, or by its silence. `tries` = broken off so often since the last byte that was acknowledged. */
export function afterFailure(error: unknown, at: { readonly hasUpload: boolean; readonly tries: number; readonly nowMs: number }): Next {
  if (!(error instanceof SendFailure)) return { do: 'giveUp' }
  const { status, type } = error
  if (at.hasUpload && (status === 404 || status === 410)) return { do: 'lookWhatBecame' }
  if (status === 401 || type === 'no_authorization' || type === 'invalid_token') return { do: 'signIn' }
  // invalid_csrf: another tab has signed in anew, and this one hears of it in a moment
  const passes = status === null || status >= 500 || status === 429 || ofTheFile.has(status) || type === 'invalid_csrf'
  if (!passes) return { do: 'giveUp' }
  const pauseMs = pausesMs[Math.min(at.tries, pausesMs.length - 1)] ?? 30_000
  return { do: 'wait', retryAtMs: Math.max(error.retryAtMs ?? 0, at.nowMs + pauseMs), isGeneral: status === null || !ofTheFile.has(status) }
}
