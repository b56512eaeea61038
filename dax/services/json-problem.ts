/** What zod says of a value that does not fit; mini says no more than 'Invalid input' in words. */
interface Issue {
  readonly code?: string | undefined
  readonly message: string
  readonly expected?: unknown
  readonly values?: readonly unknown[]
  readonly maximum?: unknown
  readonly minimum?: unknown
  readonly origin?: unknown
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What is wanted in a value's place, as the end of a sentence; `isMissing` = there is none. */
export function problemText(issue: Issue, isMissing: boolean): string {
  const wanted = wantedIn(issue)
  if (wanted === null) return isMissing ? 'it is missing' : issue.message === 'Invalid input' ? 'this is not what is expected here' : issue.message
  return isMissing ? `it is missing; ${wanted} is expected` : `${wanted} is expected`
}

function wantedIn(issue: Issue): string | null {
  if (issue.code === 'invalid_type') return kinds[String(issue.expected)] ?? null
  if (issue.code === 'invalid_value' && issue.values !== undefined) return `one of ${issue.values.map((value) => String(value)).join(', ')}`
  const of = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}${of}`
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)}${of}`
  return null
}
