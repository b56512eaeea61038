/** Rows as JSON that PostgreSQL takes. */
export function json(rows: readonly unknown[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : typeof value === 'string' ? clean(value) : value,
  )
}

/** PostgreSQL's texts hold neither zero bytes nor lone surrogates. */
export function clean(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}
