/** A piece of a legend as it stands on the page: a sample of a colour with its pattern, or words. Colours as CSS writes them. */
type Piece = { readonly pattern: string; readonly colour: string } | { readonly text: string; readonly colour: string }

/** What the colours of a drawing mean, entry by entry, read from the legend beside it. */
export type PictureLegend = readonly (readonly Piece[])[]

const patterns = ['solid', 'up', 'down', 'cross', 'dots']
const sample = { width: 14, height: 10 }
const [lineHeight, between] = [18, 16]

/** The legend of a drawing; empty where it has none. */
export function legendOf(drawing: HTMLElement): PictureLegend {
  return [...drawing.querySelectorAll<HTMLElement>('.legend > span')].map((entry) => piecesOf(entry))
}

function piecesOf(element: HTMLElement): readonly Piece[] {
  const colour = getComputedStyle(element).color
  if (element.classList.contains('swatch')) return [{ pattern: patterns.find((p) => element.classList.contains(p)) ?? 'outline', colour }]
  return [...element.childNodes].flatMap((node): readonly Piece[] => {
    if (node instanceof HTMLElement) return piecesOf(node)
    const text = node.textContent?.replaceAll(/\s+/gu, ' ') ?? ''
    return text === '' ? [] : [{ text, colour }]
  })
}

/** Paints a legend in the font that `c` has into a width, px, in as many lines as it takes, and tells how high they are; only tells where it is not painted. */
export function paintLegend(
  c: CanvasRenderingContext2D,
  legend: PictureLegend,
  at: { readonly x: number; readonly y: number; readonly width: number },
  isPainted: boolean,
): number {
  let [x, y] = [at.x, at.y]
  for (const entry of legend) {
    const width = entry.reduce((sum, piece) => sum + widthOf(c, piece), 0)
    if (x > at.x && x + width > at.x + at.width) [x, y] = [at.x, y + lineHeight]
    let left = x
    for (const piece of entry) {
      if (isPainted) paintPiece(c, piece, left, y + lineHeight / 2)
      left += widthOf(c, piece)
    }
    x += width + between
  }
  return legend.length === 0 ? 0 : y + lineHeight - at.y
}

const widthOf = (c: CanvasRenderingContext2D, piece: Piece): number => ('text' in piece ? c.measureText(piece.text).width : sample.width + 4)

function paintPiece(c: CanvasRenderingContext2D, piece: Piece, x: number, middle: number): void {
  c.fillStyle = piece.colour
  if ('text' in piece) return c.fillText(piece.text, x, middle + 4)
  const { width, height } = sample
  const y = middle - height / 2
  c.strokeStyle = piece.colour
  c.lineWidth = 1
  c.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
  if (piece.pattern === 'solid') return c.fillRect(x, y, width, height)
  c.save()
  c.beginPath()
  c.rect(x, y, width, height)
  c.clip()
  if (piece.pattern === 'dots') for (let k = 0; k < 6; k++) c.fillRect(x + 2 + 4 * (k % 3), y + 2 + 4 * Math.floor(k / 3), 2, 2)
  c.beginPath()
  const stripe = (from: number, to: number, k: number): void => {
    c.moveTo(x + k, from)
    c.lineTo(x + k + height, to)
  }
  for (let k = -height; k < width; k += 4) {
    if (piece.pattern === 'up' || piece.pattern === 'cross') stripe(y + height, y, k)
    if (piece.pattern === 'down' || piece.pattern === 'cross') stripe(y, y + height, k)
  }
  c.stroke()
  c.restore()
}
