import type { Night } from '../../api/night.ts'

/** What of a night is simulated, at least in part, in words; '' where nothing is. */
export function syntheticWords(night: Pick<Night, 'visits' | 'attempts'>): string {
  return wordsOfSynthetic(night.visits.synthetic.includes(1), night.attempts.synthetic.includes(1))
}

/** The same, of what is told of a night. */
export function wordsOfSynthetic(visits: boolean, attempts: boolean): string {
  if (visits) return attempts ? 'synthetic' : 'synthetic visits'
  return attempts ? 'synthetic processing' : ''
}
