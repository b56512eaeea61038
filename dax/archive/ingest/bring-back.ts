import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import type { ImageManifest } from './manifest.ts'
import { registerFile, registerImage } from './register.ts'
import { toldBy } from './restore.ts'

/**
 * The DID of what is there in the place of a manifest's image: itself, another of its number, its DID or (for the same readers) its bytes; null = none. An ingest that was killed,
 * and the one that followed it, leave two manifests of one image: the one that the first to come left stands for it.
 */
export async function placeTaken(sql: Sql, manifest: ImageManifest): Promise<string | null> {
  const [there] = await sql.rows<{ did: string }>(
    `SELECT obs_publisher_did AS did FROM dax.image
     WHERE image_id = $1::bigint OR obs_publisher_did = $2 OR (sha256 = $3 AND (visibility = 'public' OR owner IS NOT DISTINCT FROM $4::text))
     UNION ALL SELECT did FROM dax.tombstone WHERE did = $2`,
    [BigInt(manifest.imageId), String(manifest.row['obs_publisher_did']), manifest.sha256, manifest.owner],
  )
  return there?.did ?? null
}

/** Makes an image as its manifest says, with its file, index, provenance and history; leaves what is in its place already. Null when the image is there (again), else why not. */
export async function bringBack(ports: Pick<DaxPorts, 'db' | 'store' | 'config'>, manifest: ImageManifest): Promise<string | null> {
  const did = String(manifest.row['obs_publisher_did'])
  const size = await ports.store.size(nameOfContent(manifest.sha256))
  if (size !== manifest.size)
    return `${did}: its file ${nameOfContent(manifest.sha256)} ${size === null ? 'is missing' : `has ${size} bytes, and its manifest says ${manifest.size}`}. It is not brought back.`
  const told = await toldBy(ports, manifest, did)
  return ports.db.transaction(async (tx) => {
    if ((await placeTaken(tx, manifest)) !== null) return null
    // what a lost row left behind
    for (const table of ['image_cell', 'image_change'])
      await tx.query(`DELETE FROM dax.${table} WHERE image_id = $1::bigint`, [BigInt(manifest.imageId)])
    await registerFile(tx, manifest)
    await registerImage(tx, manifest, told, ports.config)
    for (const change of manifest.changes)
      await tx.query(
        'INSERT INTO dax.image_change (image_id, did, at, who, before, after) VALUES ($1::bigint, $2, $3::timestamptz, $4, $5::text::jsonb, $6::text::jsonb)',
        [BigInt(manifest.imageId), did, change.at, change.who, JSON.stringify(change.before), JSON.stringify(change.after)],
      )
    return null
  })
}
