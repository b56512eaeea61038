import type { Name } from '../../../vo/adql/ast.ts'

/** Double-quoted for PostgreSQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Whether a name as written means this name: regular names are folded, quoted ones exact. */
export function means(name: Name, known: string): boolean {
  return name.quoted ? name.text === known : name.text === known.toLowerCase()
}

/** The known name nearest to a misspelt one, when it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > 64) return null
  let best: string | null = null
  let least = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const k of known) {
    const d = distance(name.toLowerCase(), k.toLowerCase(), least)
    if (d < least) {
      least = d
      best = k
    }
  }
  return best
}

/** Edits from one text to the other (insert, delete, replace), at most `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
