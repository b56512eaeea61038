import type { Night } from '../../../api/night.ts'
import { nightQuestion } from '../questions.ts'
import type { NightFilter } from '../night-view.ts'

/** A filter in words, for files and screen readers; 'all attempts of the night' where there is none. */
export function filterWords(filter: NightFilter): string {
  const list = (what: string, words: readonly string[]): readonly string[] => (words.length === 0 ? [] : [`${what} ${words.join(' or ')}`])
  const question = nightQuestion(filter.question)
  const parts = [
    ...(question === null ? [] : [`question “${question.title}”`]),
    ...list('band', filter.bands),
    ...list('status', filter.statuses),
    ...list('reason', filter.reasons),
    ...(filter.text.trim() === '' ? [] : [`text ${JSON.stringify(filter.text.trim())}`]),
  ]
  return parts.length === 0 ? 'all attempts of the night' : parts.join(', ')
}

/** How much of a night is in a file: '120 of 2,695 attempts: band r, status failed'. */
export function shareWords(night: Night, rows: number, filter: NightFilter): string {
  const of = rows === night.attempts.n ? '' : ` of ${night.attempts.n.toLocaleString('en')}`
  return `${rows.toLocaleString('en')}${of} attempts: ${filterWords(filter)}`
}
