import { paint } from './paint.ts'
import type { Palette, Picture } from './picture.ts'

/** Longest side of a picture, px: what browsers' canvases bear. */
const longest = 12_000
const margin = 24

/** The whole picture as PNG, at twice its size where that fits, smaller where it must be. Rejects where the browser gives no picture. */
export function pngOf(picture: Picture, palette: Palette): Promise<Blob> {
  const [width, height] = [picture.laid.width + 2 * margin, picture.laid.height + 2 * margin]
  const scale = Math.min(2, longest / Math.max(width, height), Math.sqrt(120e6 / (width * height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return Promise.reject(new Error('this browser gives no canvas to draw the picture on; save it as SVG instead'))
  paint(context, picture, { scale, left: margin * scale, top: margin * scale }, canvas, palette, 'full')
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the picture is too large for this browser; save it as SVG instead')) : resolve(blob)),
      'image/png',
    ),
  )
}
