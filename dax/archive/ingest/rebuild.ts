import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import { isManifestName, readManifest, type ImageManifest, type Manifest, type TombstoneManifest } from './manifest.ts'
import { bringBack, bringBackDeleted } from './bring-back.ts'
import { registerFile } from './register.ts'

/** What a rebuild did, and what it could not. */
export interface Rebuilt {
  readonly images: number
  readonly kept: number
  readonly tombstones: number
  /** One sentence for each manifest that could not be used. */
  readonly problems: readonly string[]
}

/** Images that are not in the store and come from elsewhere, such as a demo survey: they were in the archive before the image of the number `first`. */
export interface OtherImages {
  readonly first: number
  readonly load: () => Promise<void>
}

/**
 * Fills a database that has no images of the store from the store alone: files, images with their index, provenance, history and tombstones, as they were. In the order in which they
 * came in, so that numbers and what provenance knew of what came before are the same. It may be stopped and begun again: what is there is passed over.
 */
export async function rebuildDatabase(ports: Pick<DaxPorts, 'db' | 'store' | 'config'>, others: readonly OtherImages[] = []): Promise<Rebuilt> {
  const problems: string[] = []
  const manifests: Manifest[] = []
  for await (const { name } of ports.store.list('')) {
    if (!isManifestName(name)) continue
    const found = await readManifest(ports.store, name)
    if (found === null || found === 'damaged') problems.push(`The manifest ${name} cannot be read: its image is not brought back.`)
    else manifests.push(found)
  }
  const images = manifests.filter((one): one is ImageManifest | TombstoneManifest => one.kind !== 'kept').sort((a, b) => order(a, b))
  const kept = manifests.filter((one) => one.kind === 'kept')
  const count = { images: 0, kept: 0, tombstones: 0 }
  const due = others.toSorted((a, b) => a.first - b.first)
  for (const manifest of images) {
    while (due[0] !== undefined && BigInt(due[0].first) <= BigInt(manifest.imageId)) await due.shift()?.load()
    if (manifest.kind === 'tombstone') {
      await bringBackDeleted(ports, manifest)
      count.tombstones += 1
      continue
    }
    const problem = await bringBack(ports, manifest)
    if (problem === null) count.images += 1
    else problems.push(problem)
  }
  for (const { load } of due) await load()
  for (const manifest of kept) {
    if ((await ports.store.size(nameOfContent(manifest.sha256))) === null)
      problems.push(`The kept file ${manifest.sha256} (${manifest.name}) is missing.`)
    else {
      await ports.db.transaction((tx) => registerFile(tx, manifest))
      count.kept += 1
    }
  }
  await ports.db.exec(
    "SELECT setval('dax.image_image_id_seq', greatest((SELECT coalesce(max(image_id), 0) FROM dax.image), (SELECT coalesce(max(image_id), 0) FROM dax.tombstone), (SELECT last_value FROM dax.image_image_id_seq)))",
  )
  return { ...count, problems }
}

const order = (a: { readonly imageId: string }, b: { readonly imageId: string }): number => (BigInt(a.imageId) < BigInt(b.imageId) ? -1 : 1)
