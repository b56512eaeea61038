import { conditionPattern, conditions } from '../../../engine/timeline/condition.ts'
import type { Condition } from '../../../engine/timeline/condition.ts'
import type { PlayPaint } from '../../../engine/sky/play-layer.ts'
import { bands, isBand, rgba } from '../../../ui/bands.tsx'
import type { BarColour } from '../night-view.ts'

/** Colours of the conditions on the dark map. */
export const conditionOnSky: Readonly<Record<Condition, string>> = {
  done: '#4fbf83',
  running: '#63b0ff',
  waiting: '#93a2b8',
  blocked: '#c58fff',
  unknown: '#9fb4cc',
  failed: '#ff6b5e',
  impossible: '#ffcf70',
}

/** Colour of a band on the dark map; grey where it is not one of the survey's. */
export function bandOnSky(band: string): string {
  return isBand(band) ? bands[band].dark : '#9fb4cc'
}

/** How what is played looks: by its state, or by its band. */
export function skyPaint(colour: BarColour, bandDict: readonly string[]): PlayPaint {
  if (colour === 'band') return { palette: bandDict.map((b) => rgba(bandOnSky(b), 0.95)), patterns: bandDict.map(() => 'solid') }
  return { palette: conditions.map((c) => rgba(conditionOnSky[c], 0.95)), patterns: conditions.map((c) => conditionPattern[c]) }
}
