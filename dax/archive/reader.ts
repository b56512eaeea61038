import type { Db, SqlValue } from './db.ts'

/** Who reads, as settings of the transaction: dax.user, dax.groups, dax.admin. Spread it into TransactionOptions. */
export interface Reader {
  readonly settings: Readonly<Record<string, string>>
}

/** Sees what is public. */
export const publicReader: Reader = { settings: {} }

/** SQL condition: the reader of this transaction may see the row of `alias` ('' = its plain columns), which has visibility, owner and share_group. */
export function mayRead(alias: string): string {
  const dot = alias === '' ? '' : `${alias}.`
  return `dax.may_read(${dot}visibility, ${dot}owner, ${dot}share_group)`
}

/** One query for a reader. What is public needs no transaction of its own: without settings, nothing else is seen. */
export function readRows<T>(db: Db, reader: Reader, sql: string, params: readonly SqlValue[]): Promise<readonly T[]> {
  return Object.keys(reader.settings).length === 0 ? db.rows<T>(sql, params) : db.transaction((tx) => tx.rows<T>(sql, params), reader)
}
