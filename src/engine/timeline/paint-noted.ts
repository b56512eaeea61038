import type { Token } from './palette.ts'

/** Side of the mark, CSS px. */
const side = 8

/** The mark of what has a note: a corner folded down at the left and above. Its shape tells it apart from what is late, which has the same colour. */
export function paintNoted(c: CanvasRenderingContext2D, css: Readonly<Record<Token, string>>, x: number, y: number): void {
  c.beginPath()
  c.moveTo(x, y)
  c.lineTo(x + side, y)
  c.lineTo(x, y + side)
  c.closePath()
  c.fillStyle = css['--warn']
  c.strokeStyle = css['--panel']
  c.lineWidth = 1
  c.stroke()
  c.fill()
}
