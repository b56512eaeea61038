import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packStars, type StarFeatures } from '../stars.ts'
import { demoWorld, type DemoWorld } from '../world.ts'

let stars: Uint8Array | undefined

/** The real stars, packed once for a test file. */
export function testStars(): Uint8Array {
  const source = join(dirname(createRequire(import.meta.url).resolve('d3-celestial/package.json')), 'data/stars.14.json')
  stars ??= packStars(JSON.parse(readFileSync(source, 'utf8')) as StarFeatures)
  return stars
}

/** The demo's world as Node has it. */
export function testWorld(): DemoWorld {
  return demoWorld(testStars())
}
