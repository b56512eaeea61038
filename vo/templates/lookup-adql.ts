import { quoteText } from '../adql/print.ts'
import { writer } from './expand.ts'
import { blanksOf, readTemplate } from './read-template.ts'

/** Values that a lookup brings at most. */
export const mostLookedUp = 40

/** The lookup query of a parameter for what has been typed; its optional parts are left out while nothing is. */
export function lookupAdql(lookup: string, typed: string): string {
  const { stretches } = readTemplate(lookup)
  const isFree = typed === '' && blanksOf(stretches).every((b) => b.isOptional)
  const write = writer(isFree ? new Map() : new Map([['typed', { text: quoteText(typed) }]]))
  write.all(stretches)
  return write.text()
}
