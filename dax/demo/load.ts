import type { Db } from '../archive/db.ts'
import { loadDemoHistory } from './load-history.ts'
import { loadDemoImages } from './load-images.ts'
import type { DemoOptions } from './options.ts'
import type { DemoSize } from './plan.ts'

export interface DemoLoaded {
  readonly images: number
  readonly objects: number
  /** True where the survey was there already and nothing was done. */
  readonly present: boolean
}

/** Loads the demo survey into a migrated archive: its images, then their history, each all or nothing. What is there already is left as it is. */
export async function loadDemo(
  db: Db,
  size: DemoSize,
  options: Omit<DemoOptions, 'authority'> & { readonly authority?: string },
): Promise<DemoLoaded> {
  const { onProgress, authority = 'ivo://skydax.local/archive?', stars } = options
  const within = (from: number, to: number): Partial<DemoOptions> =>
    onProgress === undefined ? {} : { onProgress: (part, at) => onProgress(from + (to - from) * part, at) }
  const images = await loadDemoImages(db, size, { authority, stars, ...within(0, 0.4) })
  const isNew = await loadDemoHistory(db, size, { authority, stars, ...within(0.4, 1) }, images?.changing)
  return { images: images?.images ?? 0, objects: images?.objects ?? 0, present: images === null && !isNew }
}
