import { drawRoute, routeTouches } from './curves.ts'
import { boxesIn, boxSize, seen, type Palette, type Picture, type View } from './picture.ts'

/** How much is painted of the boxes: none (the page draws them), blocks of colour, or all. */
export type BoxDetail = 'none' | 'blocks' | 'full'

const dashes: Readonly<Record<'solid' | 'dashed' | 'dotted', readonly number[]>> = { solid: [], dashed: [7, 5], dotted: [2, 4] }

/** Below this scale outlines and dashes cannot be told apart: a box is a patch of its colour. */
const dashedFrom = 0.25

/** Paints what is seen of a picture onto a canvas of width × height px (its context may be scaled to device pixels). */
export function paint(
  context: CanvasRenderingContext2D,
  picture: Picture,
  view: View,
  size: { readonly width: number; readonly height: number },
  palette: Palette,
  boxes: BoxDetail,
): void {
  context.save()
  context.fillStyle = palette.background
  context.fillRect(0, 0, size.width, size.height)
  context.translate(view.left, view.top)
  context.scale(view.scale, view.scale)
  const area = seen(view, size.width, size.height, 20)
  for (const isStrong of [false, true]) {
    for (const look of ['solid', 'dashed', 'dotted'] as const) {
      context.beginPath()
      let any = false
      picture.links.forEach((link, e) => {
        if (link.look !== look || link.isStrong !== isStrong || !routeTouches(picture.laid, e, area.x0, area.y0, area.x1, area.y1)) return
        drawRoute(context, picture.laid, e)
        any = true
      })
      if (!any) continue
      context.setLineDash(view.scale < dashedFrom ? [] : dashes[look])
      context.strokeStyle = isStrong ? palette.strong : palette.dim
      context.globalAlpha = isStrong ? 1 : 0.55
      context.lineWidth = (isStrong ? 2.5 : 1.2) / Math.max(0.35, Math.min(1, view.scale))
      context.stroke()
    }
  }
  context.setLineDash([])
  context.globalAlpha = 1
  if (view.scale > 0.4) arrows(context, picture, area, palette)
  if (boxes === 'blocks' && view.scale < dashedFrom) paintDots(context, picture, area, palette)
  else if (boxes !== 'none') for (const i of boxesIn(picture.laid, area)) paintBox(context, picture, i, palette, boxes)
  context.restore()
}

function paintDots(context: CanvasRenderingContext2D, picture: Picture, area: ReturnType<typeof seen>, palette: Palette): void {
  for (const i of boxesIn(picture.laid, area)) {
    const box = picture.boxes[i]!
    context.fillStyle = box.isStrong ? palette.strong : box.colour
    context.fillRect(picture.laid.x[i]!, picture.laid.y[i]!, boxSize.width, boxSize.height)
  }
}

function arrows(context: CanvasRenderingContext2D, picture: Picture, area: ReturnType<typeof seen>, palette: Palette): void {
  context.fillStyle = palette.dim
  context.beginPath()
  picture.links.forEach((_, e) => {
    const last = picture.laid.routeAt[e + 1]! - 1
    const [x, y] = [picture.laid.route[2 * last]!, picture.laid.route[2 * last + 1]!]
    if (x < area.x0 || x > area.x1 || y < area.y0 || y > area.y1) return
    context.moveTo(x, y)
    context.lineTo(x - 7, y - 4)
    context.lineTo(x - 7, y + 4)
    context.closePath()
  })
  context.fill()
}

function paintBox(context: CanvasRenderingContext2D, picture: Picture, i: number, palette: Palette, detail: BoxDetail): void {
  const box = picture.boxes[i]!
  const [x, y] = [picture.laid.x[i]!, picture.laid.y[i]!]
  const { width, height } = boxSize
  const outline = (dx: number): void => {
    context.beginPath()
    context.roundRect(x + dx, y + dx, width, height, box.isRound ? 16 : 5)
  }
  context.lineWidth = box.isStrong ? 3 : 1.2
  context.strokeStyle = box.isStrong ? palette.strong : box.colour
  context.fillStyle = palette.panel
  context.setLineDash(box.isBroken ? [5, 4] : [])
  if (box.isStack) {
    outline(4)
    context.fill()
    context.stroke()
  }
  outline(0)
  context.fill()
  context.stroke()
  context.setLineDash([])
  context.fillStyle = box.colour
  if (detail === 'blocks') {
    context.fillRect(x + 8, y + 10, 24, height - 20)
    context.fillStyle = palette.dim
    context.fillRect(x + 42, y + 16, Math.min(width - 54, box.title.length * 7), 12)
    return
  }
  context.font = '15px sans-serif'
  context.textBaseline = 'middle'
  context.fillText(box.mark, x + 10, y + height / 2)
  context.fillStyle = palette.text
  context.font = '600 13px sans-serif'
  context.fillText(clipped(box.title, 25), x + 32, y + 15)
  context.fillStyle = palette.dim
  context.font = '11px sans-serif'
  context.fillText(clipped(box.detail, 33), x + 32, y + 31)
}

/** A text that fits: its end gives way. */
export function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
