import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { IngestInput } from './input.ts'
import { keptManifestName, readManifest } from './manifest.ts'
import type { IngestOptions } from './take-in.ts'

/** A file that is kept without being in the archive (store only), and what is needed to register it. */
export interface KeptFile {
  readonly name: string
  readonly input: IngestInput
  readonly options: IngestOptions
}

/** The files that are kept and not registered, one after another, by name. */
export async function* keptFiles(ports: Pick<DaxPorts, 'db' | 'store'>): AsyncGenerator<KeptFile> {
  const rows = await ports.db.rows<{ sha256: string; name: string }>(
    `SELECT f.sha256, coalesce(f.original_name, f.name) AS name FROM dax.file f WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256) ORDER BY 2`,
  )
  for (const { sha256, name } of rows) {
    const kept = await keptFile(ports, sha256, name)
    if (kept !== null) yield kept
  }
}

/** One kept file; null where its file is missing. */
export async function keptFile({ store }: Pick<DaxPorts, 'store'>, sha256: string, name: string): Promise<KeptFile | null> {
  const size = await store.size(nameOfContent(sha256))
  if (size === null) return null
  const found = await readManifest(store, keptManifestName(sha256))
  const manifest = found !== null && found !== 'damaged' && found.kind === 'kept' ? found : null
  return {
    name,
    input: { size, read: () => store.read(nameOfContent(sha256)) },
    options: {
      owner: manifest?.owner ?? null,
      ...(manifest === null ? {} : { visibility: manifest.visibility as 'public' | 'private' | 'group' }),
      ...(manifest?.group == null ? {} : { group: manifest.group }),
      ...(manifest?.collection == null ? {} : { collection: manifest.collection }),
      ...(manifest?.sidecar == null ? {} : { sidecar: new TextEncoder().encode(manifest.sidecar) }),
    },
  }
}
