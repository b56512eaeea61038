import { createHash } from 'node:crypto'
import type { Digest } from '../store/digest.ts'

/** Node's own digests. */
export const nodeDigest: Digest = (name) => {
  const hash = createHash(name)
  return { update: (bytes) => void hash.update(bytes), end: async () => hash.digest('hex') }
}
