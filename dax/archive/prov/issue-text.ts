/** What is wrong with a document, as zod tells it. */
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code?: string | undefined
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly Issue[])[]
}

/** The issue as sentences, the most telling ones of a union. */
export function issueText(issue: Issue, root: unknown, before: readonly PropertyKey[] = []): string[] {
  const path = [...before, ...issue.path]
  const inner = issue.message === 'Invalid input' ? (issue.errors ?? []).filter((one) => one.some(({ path: at }) => at.length > 0)) : []
  if (inner[0] !== undefined) return inner[0].flatMap((one) => issueText(one, root, path))
  if (issue.keys !== undefined)
    return issue.keys.map((key) => `${place([...path, key])} is not known here; the sections of PROV-JSON and their attributes are expected`)
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  )
  return [`${place(path)} is ${found === undefined ? 'missing' : JSON.stringify(found).slice(0, 100)}: ${issue.message}`]
}

/** A place in the document, as one would write it in JavaScript. */
export function place(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (i === 0 ? String(key) : `[${JSON.stringify(key)}]`)).join('') || 'the document'
}
