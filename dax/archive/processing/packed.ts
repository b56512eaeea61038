/** Numbers that PostgreSQL packs end to end, big-endian, so that one value comes for thousands of rows: SQL that packs, and what reads it. */

/** SQL: doubles of the rows; null = NaN. Read by doublesOf. */
export const packedDoubles = (expression: string): string => `string_agg(float8send(coalesce(${expression}, 'NaN')), '')`
/** SQL: int8s of the rows, of which none may be null. Read by longsOf or halvesOf. */
export const packedLongs = (expression: string): string => `string_agg(int8send(${expression}), '')`

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Of packedDoubles. */
export function doublesOf(bytes: Uint8Array | null | undefined): Float64Array {
  if (bytes == null) return new Float64Array(0)
  const from = view(bytes)
  const out = new Float64Array(bytes.length / 8)
  for (let i = 0; i < out.length; i++) out[i] = from.getFloat64(8 * i)
  return out
}

/** Of packedLongs. */
export function longsOf(bytes: Uint8Array | null | undefined): BigInt64Array {
  if (bytes == null) return new BigInt64Array(0)
  const from = view(bytes)
  const out = new BigInt64Array(bytes.length / 8)
  // in halves: a bigint for each number would take four times as long
  const halves = new Int32Array(out.buffer)
  for (let i = 0; i < out.length; i++) {
    halves[2 * i] = from.getInt32(8 * i + 4)
    halves[2 * i + 1] = from.getInt32(8 * i)
  }
  return out
}

/** Upper and lower halves of packedLongs. */
export function halvesOf(bytes: Uint8Array | null | undefined): { readonly high: Int32Array; readonly low: Int32Array } {
  const n = bytes == null ? 0 : bytes.length / 8
  const high = new Int32Array(n)
  const low = new Int32Array(n)
  if (bytes == null) return { high, low }
  const from = view(bytes)
  for (let i = 0; i < n; i++) {
    high[i] = from.getInt32(8 * i)
    low[i] = from.getInt32(8 * i + 4)
  }
  return { high, low }
}

/** Two halves as one number that a Map compares quickly: the 53 bits that a double keeps. */
export function keyOf(high: number, low: number): number {
  return high * 2 ** 21 + (low >>> 11)
}
