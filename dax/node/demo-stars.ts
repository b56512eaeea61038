import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packStars, type StarFeatures } from '../demo/stars.ts'

/**
 * The real bright stars of the demo survey, packed from the package d3-celestial (118,000 Hipparcos stars) into `folder`/stars.bin (1.9 MB) when
 * it is not there yet. Node keeps it in DATA/hips/demo; a static build in hips/demo beside the app. Returns its bytes.
 */
export async function ensureDemoStars(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'stars.bin')
  const known = await readFile(path).catch(() => null)
  if (known !== null) return known
  const source = join(dirname(createRequire(import.meta.url).resolve('d3-celestial/package.json')), 'data/stars.14.json')
  const stars = packStars(JSON.parse(await readFile(source, 'utf8')) as StarFeatures)
  await mkdir(folder, { recursive: true })
  await writeFile(`${path}.new`, stars)
  await rename(`${path}.new`, path)
  return stars
}
