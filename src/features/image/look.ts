import { colourMaps } from '../../../vo/fits/colour-map.ts'
import type { ColourMap } from '../../../vo/fits/colour-map.ts'
import { stretches } from '../../../vo/fits/render.ts'
import type { Stretch } from '../../../vo/fits/render.ts'
import type { Look } from '../../engine/pixels/pixel-messages.ts'

/** How the address wants the pixels drawn; what it does not say, or says wrongly, is asinh in gray between the middle 99.5 %. */
export function lookOf(params: URLSearchParams): Look {
  const stretch = params.get('stretch') ?? 'asinh'
  const colours = params.get('colours') ?? 'gray'
  const cuts = params.get('cuts') ?? '99.5'
  const pair = /^(-?[\d.e+-]+),(-?[\d.e+-]+)$/iu.exec(cuts)
  const percent = Number(cuts)
  return {
    stretch: (stretches as readonly string[]).includes(stretch) ? (stretch as Stretch) : 'asinh',
    colours: (colourMaps as readonly string[]).includes(colours) ? (colours as ColourMap) : 'gray',
    cuts:
      pair !== null && Number(pair[1]) < Number(pair[2])
        ? { low: Number(pair[1]), high: Number(pair[2]) }
        : cuts === 'zscale'
          ? 'zscale'
          : { percent: percent > 50 && percent <= 100 ? percent : 99.5 },
    invert: params.get('invert') === '1',
  }
}
