import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoSize } from '../demo/plan.ts'
import { loadDemo } from '../demo/load.ts'
import { buildBaseMap } from './base-map.ts'
import { recordDemo } from './demo-record.ts'
import { ensureDemoStars } from './demo-stars.ts'
import type { OpenArchive } from './open-archive.ts'
import { grouped, progressLine, say } from './terminal.ts'

/** Makes the all-sky base map in DATA/hips/base where it is not there yet. */
export async function ensureBaseMap(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'hips'), { recursive: true })
  const progress = progressLine('Drawing the base map of the sky')
  let shown = false
  const made = await buildBaseMap(join(dataDir, 'hips', 'base'), (part) => {
    shown = true
    progress.update(part)
  })
  if (made === 'built' && shown) progress.done()
}

/** Loads the demo survey where it is not there yet; says how far it is. */
export async function ensureDemo(archive: OpenArchive, dataDir: string, size: DemoSize): Promise<void> {
  const stars = await ensureDemoStars(join(dataDir, 'hips', 'demo'))
  const progress = progressLine('Loading the demo survey')
  const { authority } = archive.ports.config
  const loaded = await loadDemo(archive.ports.db, size, {
    authority,
    stars,
    onProgress: ({ step, done, of }) =>
      progress.update(step === 'images' ? (0.8 * done) / Math.max(1, of) : step === 'done' ? 1 : 0.85, `${grouped(done)} of ${grouped(of)} images`),
  })
  if (loaded.present) {
    say('The demo survey is there already.')
    return
  }
  await recordDemo(archive.ports.store, size)
  progress.done(`${grouped(loaded.images)} images, ${grouped(loaded.objects)} objects. All of it is synthetic, but for the bright stars.`)
}
