import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isLoadDue } from '../archive/put-aside.ts'
import { loadDemoHistory } from '../demo/load-history.ts'
import { loadDemoImages, type ImagesLoaded } from '../demo/load-images.ts'
import type { DemoOptions, DemoOrigin } from '../demo/options.ts'
import type { DemoSize } from '../demo/plan.ts'
import { buildBaseMap } from './base-map.ts'
import { demosOf, recordDemo } from './demo-record.ts'
import { ensureDemoStars } from './demo-stars.ts'
import type { OpenArchive } from './open-archive.ts'
import { projectRoot } from './project.ts'
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
  const images = await ensureDemoImages(archive, dataDir, size)
  const history = await ensureDemoHistory(archive, dataDir, size, images)
  if (images === null && !history) say('The demo survey is there already.')
}

/** The images of the demo survey and its catalogue; null where they are there already. What became of them is to follow. */
export async function ensureDemoImages(archive: OpenArchive, dataDir: string, size: DemoSize): Promise<ImagesLoaded | null> {
  const progress = progressLine('Loading the demo survey')
  const options = { ...(await given(archive, dataDir)), onProgress: progress.update, onOrigin: (free: DemoOrigin) => origin(archive, size, free) }
  const loaded = await loadDemoImages(archive.ports.db, size, options)
  if (loaded === null) return null
  progress.done(`${grouped(loaded.images)} images, ${grouped(loaded.objects)} objects. All of it is synthetic, but for the bright stars.`)
  return loaded
}

/** As its rows were before, where a database is made anew; what is free now, where it comes for the first time, or a load was killed and other images came meanwhile. */
async function origin({ ports: { store } }: OpenArchive, size: DemoSize, free: DemoOrigin): Promise<DemoOrigin> {
  const before = (await demosOf(store)).find((one) => one.size === size)
  if (before !== undefined && before.first >= free.first) return before
  await recordDemo(store, { size, ...free })
  return free
}

/** What became of the images: their provenance, and the processing log. Users may search meanwhile. False where it is there already. */
async function ensureDemoHistory(archive: OpenArchive, dataDir: string, size: DemoSize, images: ImagesLoaded | null): Promise<boolean> {
  if (!(await isLoadDue(archive.ports.db))) return false
  const progress = progressLine('Loading what became of it')
  const options = { ...(await given(archive, dataDir)), onProgress: progress.update }
  const isLoaded = await loadDemoHistory(archive.ports.db, size, options, images?.changing)
  if (isLoaded) progress.done('its provenance, and the log of its processing')
  return isLoaded
}

async function given(archive: OpenArchive, dataDir: string): Promise<Pick<DemoOptions, 'authority' | 'stars'>> {
  return { authority: archive.ports.config.authority, stars: await ensureDemoStars(join(dataDir, 'hips', 'demo')) }
}

/**
 * Loads what is still to come of the demo survey in a process of its own, beside one that serves the archive: the work would hold its answers up. It
 * is all or nothing, and begins again at the next start where it is stopped. Null where nothing is to come.
 */
export async function loadRestBeside(archive: OpenArchive, dataDir: string): Promise<{ stop(): Promise<void> } | null> {
  const size = (await demosOf(archive.ports.store)).at(-1)?.size
  if (size === undefined || !(await isLoadDue(archive.ports.db))) return null
  const child = spawn(process.execPath, [join(projectRoot, 'dax', 'node', 'bin.mjs'), 'demo', '--size', size, '--data', dataDir], {
    stdio: 'inherit',
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
