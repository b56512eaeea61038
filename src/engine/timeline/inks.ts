import { conditionPattern, conditions } from './condition.ts'
import type { Condition } from './condition.ts'
import type { Night } from '../../api/night.ts'
import { bandToken } from './palette.ts'
import type { Palette, Token } from './palette.ts'
import { blend } from './raster.ts'
import type { Ink } from './raster.ts'

/** Colour of a condition; its pattern is `conditionPattern`. */
export const conditionToken: Readonly<Record<Condition, Token>> = {
  done: '--good',
  running: '--accent',
  waiting: '--dim',
  blocked: '--warn',
  unknown: '--dim',
  failed: '--bad',
  impossible: '--warn',
}

/** How much of its colour a bar that went well has: what did not shall stand out. */
const calm = 0.62

/** Inks of bars coloured by status: one a condition, in their order. */
export function statusInks(palette: Palette): readonly Ink[] {
  return conditions.map((c) => inkFor(palette, conditionToken[c], c))
}

/** Inks of bars coloured by band: for each band of the night, one a condition, so that the pattern still tells how it went. */
export function bandInks(palette: Palette, bands: readonly string[]): readonly Ink[] {
  return bands.flatMap((band) => conditions.map((c) => inkFor(palette, bandToken(band), c)))
}

function inkFor(palette: Palette, token: Token, c: Condition): Ink {
  const full = palette.word[token]
  const main = c === 'done' ? blend(palette.word['--panel'], full, calm) : full
  return { main, second: blend(palette.word['--panel'], full, 0.22), pattern: conditionPattern[c] }
}

/** Per attempt: which of `bandInks` it is drawn with. */
export function bandInkOf(night: Night, condition: Uint8Array): Uint8Array {
  const { n, visit } = night.attempts
  return Uint8Array.from({ length: n }, (_, i) => night.visits.band[visit[i]!]! * conditions.length + condition[i]!)
}
