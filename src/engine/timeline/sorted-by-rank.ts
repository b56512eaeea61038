/** Rows by a small whole number of theirs (a rank, a detector), equal ones in the order given: counted, not compared. */
export function sortedByRank(rows: Uint32Array, rank: ArrayLike<number>): Uint32Array {
  let most = 0
  for (let k = 0; k < rows.length; k++) most = Math.max(most, rank[rows[k]!]!)
  const at = new Uint32Array(most + 2)
  for (let k = 0; k < rows.length; k++) at[rank[rows[k]!]! + 1]!++
  for (let v = 0; v <= most; v++) at[v + 1]! += at[v]!
  const sorted = new Uint32Array(rows.length)
  for (let k = 0; k < rows.length; k++) sorted[at[rank[rows[k]!]!]!++] = rows[k]!
  return sorted
}
