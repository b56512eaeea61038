/** Rubin's QuantumAttemptStatus, by code, with what each means. */
const statusNames: Readonly<Record<number, readonly [name: string, words: string]>> = {
  [-4]: ['ABORTED', 'aborted: it was stopped before it ended'],
  [-3]: ['UNKNOWN', 'unknown: nothing tells how it ended'],
  [-2]: ['ABORTED_SUCCESS', 'aborted after success: outputs are there, its log is not'],
  [-1]: ['FAILED', 'failed'],
  0: ['BLOCKED', 'blocked: something before it failed'],
  1: ['SUCCESSFUL', 'successful'],
}

/** Name of a status as Rubin writes it, and the same in words. */
export function statusWords(code: number): { readonly name: string; readonly words: string } {
  const [name, words] = statusNames[code] ?? [`status ${code}`, `status ${code}, which is not one of Rubin’s`]
  return { name, words }
}

/** Rubin's caveats of a success (QuantumSuccessCaveats), by letter. */
const caveats: Readonly<Record<string, string>> = {
  '+': 'some outputs are missing',
  '*': 'all outputs are missing',
  A: 'no work left when the inputs were adjusted (adjustQuantum)',
  D: 'the data cannot be processed',
  U: 'something before it failed',
  P: 'ended with an error after part of its outputs',
  N: 'there was no work to do',
}

/** Caveats of an attempt ('*N') in words; a letter that is not Rubin's is told as it is. */
export function caveatWords(text: string): readonly string[] {
  return [...text.replaceAll(/\s/gu, '')].map((letter) => caveats[letter] ?? `caveat “${letter}”`)
}

/** s: alerts are to go out within a minute of the end of the exposure. */
export const latencyGoal = 60

/** How a latency stands to the goal, in words; '' where none is known. */
export function latencyWords(s: number): string {
  if (Number.isNaN(s)) return ''
  if (s < 0) return 'before the exposure ended: an error of the data'
  return s <= latencyGoal ? 'within 60 s' : 'later than 60 s'
}
