import { footprintCells, regionOf } from '../../../vo/sky/footprint-index.ts'
import type { CheckFinding, RepairKind } from '../../contract/checks.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { digestOf } from '../../store/digest.ts'
import { nameOfContent } from '../../store/store.ts'
import { previewedImages, type KeptPreviews } from './check-previews.ts'
import type { Sql } from '../db.ts'
import { bringBack, placeTaken } from '../ingest/bring-back.ts'
import { buryManifest, forgetImage } from '../ingest/forget-image.ts'
import { isManifestName, readManifest } from '../ingest/manifest.ts'
import { regenerateProvenance, rewriteManifest } from '../ingest/restore.ts'
import { ingestFile } from '../ingest/take-in.ts'

export type RepairPorts = Pick<DaxPorts, 'db' | 'store' | 'config' | 'clock' | 'digest' | 'replica' | 'setAside'> & {
  readonly previews?: KeptPreviews
}

/** Does a repair, and says what it did. Throws a Fault where it cannot be done. */
export async function repairFinding(ports: RepairPorts, finding: CheckFinding, repair: RepairKind, who: string | null): Promise<string> {
  if (!finding.repairs.includes(repair))
    throw new Fault(
      'usage',
      `${repair} does not repair this; what does: ${finding.repairs.length === 0 ? 'nothing that dax can do by itself' : finding.repairs.join(', ')}.`,
      ['body', 'repair'],
    )
  switch (repair) {
    case 'from-replica':
      return fromReplica(ports, finding.subject)
    case 'register':
      return register(ports, finding.subject)
    case 'quarantine':
      return quarantine(ports, finding)
    case 'remove':
      return remove(ports, finding.subject)
    case 'forget':
      return forget(ports, finding, who)
    case 'retry': {
      await ports.db.query(
        "UPDATE dax.ingest SET state = 'waiting', tries = 0, lease_until = NULL, changed_at = clock_timestamp() WHERE ingest_id = $1",
        [finding.subject],
      )
      return 'it waits for its turn again'
    }
    case 'regenerate':
      return regenerate(ports, finding)
  }
}

async function fromReplica(ports: RepairPorts, name: string): Promise<string> {
  if (ports.replica === undefined)
    throw new Fault('usage', 'No replica is known: set DAX_REPLICA, or give --replica, to the folder of a copy of the store.', ['body', 'repair'])
  const sha256 = name.split('/').at(-1) ?? ''
  if ((await ports.replica.size(name)) === null) throw new Fault('notFound', `The replica does not have ${name} either.`, ['body', 'repair'])
  const found = await digestOf(await ports.replica.read(name), ports.digest)
  if (found.sha256 !== sha256)
    throw new Fault('conflict', `The replica’s ${name} has the SHA-256 ${found.sha256}: it is damaged too.`, ['body', 'repair'])
  await ports.store.remove(name)
  const written = await ports.store.write(name, await ports.replica.read(name))
  if (written.sha256 !== sha256) {
    await ports.store.remove(name)
    throw new Fault('transient', `The copy of ${name} came out wrong. Try again.`)
  }
  // what was drawn of the damaged bytes is known by the digest of the right ones
  let drawn = 0
  for (const image of await previewedImages(ports.db, 'sha256', sha256)) drawn += (await ports.previews?.redraw(image)) ?? 0
  return `copied ${written.size} bytes from the replica; its SHA-256 is right${drawn === 0 ? '' : `; ${drawn} previews of it were drawn anew`}`
}

/** A manifest brings back the image that the database lost, as "dax rebuild" does. */
async function bringBackBy(ports: RepairPorts, name: string): Promise<string> {
  const manifest = await readManifest(ports.store, name)
  if (manifest === null || manifest === 'damaged' || manifest.kind !== 'image') throw new Fault('notFound', `${name} tells of no image any more.`)
  const other = await placeTaken(ports.db, manifest)
  if (other !== null) throw new Fault('conflict', `${other} is in its place, or was deleted: nothing was taken in.`)
  const problem = await bringBack(ports, manifest)
  if (problem !== null) throw new Fault('conflict', problem)
  return `${String(manifest.row['obs_publisher_did'])} is there again, as its manifest says`
}

/** An orphan is taken in by its manifest where one lies beside it: as the ingest that was killed would have done. */
async function register(ports: RepairPorts, name: string): Promise<string> {
  if (isManifestName(name)) return bringBackBy(ports, name)
  const sha256 = name.split('/').at(-1) ?? ''
  for await (const { name: beside } of ports.store.list(name)) {
    if (!isManifestName(beside)) continue
    const manifest = await readManifest(ports.store, beside)
    if (manifest === null || manifest === 'damaged' || manifest.kind === 'tombstone') continue
    const size = (await ports.store.size(name)) ?? 0
    const row = manifest.kind === 'image' ? manifest.row : {}
    const done = await ingestFile(
      ports,
      manifest.name,
      { size, read: () => ports.store.read(name) },
      {
        owner: manifest.owner,
        visibility: manifest.visibility as 'public' | 'private' | 'group',
        ...(manifest.group === null ? {} : { group: manifest.group }),
        ...(typeof row['obs_collection'] === 'string' ? { collection: row['obs_collection'] } : {}),
        ...(manifest.sidecar === null ? {} : { sidecar: new TextEncoder().encode(manifest.sidecar) }),
        ...(manifest.kind === 'kept' ? { storeOnly: true } : {}),
        sha256,
      },
    )
    if (done.at === 'refused') throw new Fault('conflict', `It cannot be taken in: ${done.problems.join('; ')}.`)
    await ports.store.remove(beside)
    return done.at === 'kept' ? 'recorded as a kept file' : `taken in as ${done.did}`
  }
  const size = (await ports.store.size(name)) ?? 0
  const done = await ingestFile(ports, `${sha256.slice(0, 12)}.fits`, { size, read: () => ports.store.read(name) }, { visibility: 'private', sha256 })
  if (done.at === 'refused') throw new Fault('conflict', `It cannot be taken in: ${done.problems.join('; ')}. Move it to quarantine.`)
  return done.at === 'kept' ? 'recorded as a kept file' : `taken in as ${done.did}, private: nothing tells whose it is`
}

async function quarantine(ports: RepairPorts, { subject, message }: CheckFinding): Promise<string> {
  if (ports.setAside === undefined) throw new Fault('usage', 'This archive has no place for quarantine.')
  await ports.setAside(subject, message)
  return 'moved to quarantine, with the reason beside it'
}

async function remove(ports: RepairPorts, name: string): Promise<string> {
  const id = /-i(\d+)$/u.exec(name)?.[1]
  const [row] = id === undefined ? [] : await ports.db.rows('SELECT 1 FROM dax.image WHERE image_id = $1::bigint', [BigInt(id)])
  if (row !== undefined) throw new Fault('conflict', 'An image belongs to it now: nothing was removed.')
  const [tomb] = id === undefined ? [] : await ports.db.rows('SELECT 1 FROM dax.tombstone WHERE image_id = $1::bigint', [BigInt(id)])
  if (tomb !== undefined) {
    await buryManifest(ports, BigInt(id ?? 0))
    return 'the tombstone of its image is in its place'
  }
  await ports.store.remove(name)
  return 'removed'
}

async function forget(ports: RepairPorts, { kind, subject }: CheckFinding, who: string | null): Promise<string> {
  if (kind === 'no-image') {
    await ports.db.query(
      `INSERT INTO dax.tombstone (did, image_id, visibility, deleted_by, reason) VALUES ($1, 0, 'private', $2, 'its image was lost; provenance alone was left') ON CONFLICT DO NOTHING`,
      [subject, who],
    )
    return 'a tombstone says that the image is gone'
  }
  const sha256 = subject.split('/').at(-1) ?? ''
  if ((await ports.store.size(nameOfContent(sha256))) !== null) throw new Fault('conflict', 'The file is there again: nothing was forgotten.')
  const images = await ports.db.rows<{ imageId: bigint }>('SELECT image_id AS "imageId" FROM dax.image WHERE sha256 = $1', [sha256])
  for (const { imageId } of images) await forgetImage(ports, imageId, who, 'its file was lost')
  await ports.db.query('DELETE FROM dax.file f WHERE sha256 = $1 AND NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256)', [sha256])
  return `${images.length} images of it are forgotten; tombstones stay`
}

async function regenerate(ports: RepairPorts, { kind, subject }: CheckFinding): Promise<string> {
  if (kind === 'no-manifest') return rewriteManifest(ports, subject)
  if (kind === 'no-provenance') return regenerateProvenance(ports, subject)
  if (kind === 'stale-preview') return redrawPreviews(ports, subject)
  const gone = /^image (\d+)$/u.exec(subject)?.[1]
  if (gone !== undefined) {
    const { count } = await ports.db.query(
      'DELETE FROM dax.image_cell c WHERE image_id = $1::bigint AND NOT EXISTS (SELECT FROM dax.image i WHERE i.image_id = c.image_id)',
      [BigInt(gone)],
    )
    return `${count} cells removed`
  }
  return ports.db.transaction((tx) => newCells(tx, subject))
}

async function redrawPreviews(ports: RepairPorts, did: string): Promise<string> {
  const [image] = await previewedImages(ports.db, 'did', did)
  if (image === undefined) throw new Fault('notFound', `There is no image ${did} with a file any more.`)
  if (ports.previews === undefined) throw new Fault('usage', 'This host keeps no previews.')
  return `${await ports.previews.redraw(image)} previews drawn anew`
}

async function newCells(tx: Sql, did: string): Promise<string> {
  const [image] = await tx.rows<{ id: bigint; shape: readonly number[] | null }>(
    'SELECT image_id AS id, s_shape AS shape FROM dax.image WHERE obs_publisher_did = $1 FOR UPDATE',
    [did],
  )
  if (image === undefined || image.shape === null) throw new Fault('notFound', `There is no image ${did} with a footprint any more.`)
  const cells = [...footprintCells(regionOf(image.shape))].map((cell) => [cell, image.id])
  await tx.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [image.id])
  await tx.copyIn('dax.image_cell', ['cell', 'image_id'], cells)
  return `${cells.length} cells made anew`
}
