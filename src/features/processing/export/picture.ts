import { legendOf, paintLegend } from './picture-legend.ts'

/** What is written about a picture: above it, and below. */
export interface PictureWords {
  readonly title: string
  readonly below: readonly string[]
}

const margin = 16
const line = 18

/** The canvases of a drawing, as they lie above each other, as one PNG with what its colours mean and words about it. Rejects where there is none, or the browser gives no picture. */
export function pictureOf(drawing: HTMLElement, words: PictureWords): Promise<Blob> {
  const canvases = [...drawing.querySelectorAll('canvas')].filter((c) => c.width > 0 && c.height > 0)
  const [first] = canvases
  if (first === undefined) return Promise.reject(new Error('this tab has no drawing: take CSV or VOTable'))
  const scale = first.width / Math.max(1, first.clientWidth)
  const canvas = document.createElement('canvas')
  const c = canvas.getContext('2d')
  if (c === null) return Promise.reject(new Error('this browser gives no canvas to draw the picture on'))
  const style = getComputedStyle(drawing)
  const body = getComputedStyle(document.body)
  const small = `12px ${body.fontFamily}`
  c.font = small
  const legend = legendOf(drawing)
  const place = { x: margin, y: margin + line * 1.2 + first.height / scale + 4, width: first.width / scale }
  const legendHeight = paintLegend(c, legend, place, false)
  canvas.width = first.width + 2 * margin * scale
  canvas.height = first.height + (2 * margin + line * (words.below.length + 1.5) + legendHeight) * scale
  c.fillStyle = body.backgroundColor
  c.fillRect(0, 0, canvas.width, canvas.height)
  c.scale(scale, scale)
  c.fillStyle = style.color
  c.font = `600 14px ${body.fontFamily}`
  c.fillText(words.title, margin, margin + 10)
  const top = margin + line * 1.2
  for (const one of canvases) c.drawImage(one, margin, top, one.width / scale, one.height / scale)
  c.font = small
  paintLegend(c, legend, place, true)
  c.fillStyle = style.color
  words.below.forEach((text, k) => c.fillText(text, margin, top + first.height / scale + legendHeight + line * (k + 1)))
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('this picture is too large for the browser')) : resolve(blob)), 'image/png'),
  )
}
