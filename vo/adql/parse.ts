import type { Result } from '../result.ts'
import { AdqlRefusal, errorAt } from './adql-error.ts'
import type { AdqlError } from './adql-error.ts'
import type { Query } from './ast.ts'
import { QueryParser } from './query-parser.ts'
import { tokenize } from './tokens.ts'

/**
 * Reads ADQL 2.1 (and 2.0; of both the coordinate system arguments). Names are not looked up here. Time is linear in the length of the text;
 * at most 1,000,000 characters, 64 levels of nesting, 1,000 operators in a row: more are refused.
 */
export function parseAdql(text: string): Result<Query, AdqlError> {
  const tokens = tokenize(text)
  if (!tokens.ok) return tokens
  try {
    return { ok: true, value: new QueryParser(text, tokens.value).whole() }
  } catch (error) {
    if (error instanceof AdqlRefusal) return { ok: false, error: errorAt(text, error.at, error.message, error.expected) }
    throw error
  }
}
