import { resolvedColours } from '../../platform/colours.ts'

const tokens = ['--bg', '--panel', '--raised', '--line', '--text', '--dim', '--accent', '--bad', '--warn', '--warn-soft', '--good'] as const
const bandTokens = ['--band-u', '--band-g', '--band-r', '--band-i', '--band-z', '--band-y'] as const
export type Token = (typeof tokens)[number] | (typeof bandTokens)[number]

/** The colours of the theme as they are now: for a canvas, and as words of a raster. */
export interface Palette {
  readonly css: Readonly<Record<Token, string>>
  readonly word: Readonly<Record<Token, number>>
}

export function paletteAt(element: Element): Palette {
  const css = resolvedColours(element, [...tokens, ...bandTokens])
  return { css, word: Object.fromEntries(Object.entries(css).map(([token, text]) => [token, wordOf(text)])) as Record<Token, number> }
}

/** The token of a band; other bands have none of their own. */
export function bandToken(band: string): Token {
  return bandTokens.find((t) => t === `--band-${band}`) ?? '--dim'
}

/** 'rgb(1, 2, 3)' as a word of a raster. */
function wordOf(css: string): number {
  const [r = 0, g = 0, b = 0] = (css.match(/[\d.]+/gu) ?? []).map(Number)
  return (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0
}
