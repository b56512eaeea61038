import type { DaxPorts } from '../../ports.ts'
import { readManifest } from './manifest.ts'

/** Removes the manifest of a try that was killed before its image was known. That of an image stays, and what was written over it since: a tombstone. */
export async function removeStaleManifest(ports: Pick<DaxPorts, 'db' | 'store'>, name: string): Promise<void> {
  const found = await readManifest(ports.store, name)
  if (found === null || found === 'damaged' || found.kind !== 'image') return
  const known = await ports.db.rows('SELECT 1 FROM dax.image WHERE image_id = $1::int8', [found.imageId])
  if (known.length === 0) await ports.store.remove(name)
}
