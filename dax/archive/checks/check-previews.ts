import { nameOfContent } from '../../store/store.ts'
import type { CheckPorts, Looked } from './check-files.ts'
import type { CheckWatch } from './check-watch.ts'
import type { Finding } from './finding.ts'

/** An image whose preview may be kept. */
export interface PreviewedImage {
  readonly did: string
  readonly source: string
  readonly sha256: string | null
}

/** Previews that are kept, beside what would be drawn now. */
export interface KeptPreviews {
  /** Whether a kept preview shows something else than the image: it was drawn while the file was damaged. False where none is kept, or none can be drawn. */
  readonly isStale: (image: PreviewedImage, signal?: AbortSignal) => Promise<boolean>
  /** Draws those that are kept anew; says how many. */
  readonly redraw: (image: PreviewedImage) => Promise<number>
}

const imagesSql = (where: string): string =>
  `SELECT obs_publisher_did AS did, source, sha256, image_id AS "imageId" FROM dax.image WHERE source LIKE 'store/%' AND ${where}`

/** The images whose file is in the store, under a DID or of a content. */
export async function previewedImages(sql: CheckPorts['db'], by: 'did' | 'sha256', value: string): Promise<readonly PreviewedImage[]> {
  return sql.rows<PreviewedImage>(imagesSql(by === 'did' ? 'obs_publisher_did = $1' : 'sha256 = $1'), [value])
}

/** Previews of files that were drawn of other bytes than the file has: all that are kept are drawn once more and compared. `damaged` = names of files that are not what they were. */
export async function* checkPreviews(
  { db, previews }: CheckPorts,
  looked: Looked,
  watch: CheckWatch,
  damaged: ReadonlySet<string>,
): AsyncGenerator<Finding> {
  if (previews === undefined) return
  const [count] = await db.rows<{ n: bigint }>(`SELECT count(*) AS n FROM (${imagesSql('true')}) i`)
  const total = Number(count?.n ?? 0n)
  let done = 0
  for (let after = 0n; ;) {
    const rows = await db.rows<PreviewedImage & { imageId: bigint }>(`${imagesSql('image_id > $1::bigint')} ORDER BY image_id LIMIT 500`, [after])
    for (const image of rows) {
      after = image.imageId
      await watch.tell('previews', done++, total)
      // there the preview is right, and the file is not
      if (image.sha256 !== null && damaged.has(nameOfContent(image.sha256))) continue
      if (!(await previews.isStale(image, watch.signal))) continue
      yield {
        kind: 'stale-preview',
        subject: image.did,
        message: `The preview that is kept of ${image.did} shows something else than its file: it was drawn of other bytes. Draw it anew.`,
        repairs: ['regenerate'],
      }
    }
    if (rows.length < 500) break
  }
  looked['previews compared'] = done
}
