import type { Laid } from './layout-engine.ts'

/** Size of a box, px at scale 1. */
export const boxSize = { width: 248, height: 44 } as const

/** A box as it is drawn. */
export interface PictureBox {
  readonly title: string
  readonly detail: string
  /** One sign for its state. */
  readonly mark: string
  readonly colour: string
  /** Something that is not there: drawn with a broken outline. */
  readonly isBroken: boolean
  /** Many in one: drawn as a stack. */
  readonly isStack: boolean
  /** Rounded ends: something that ran, rather than something that is. */
  readonly isRound: boolean
  readonly isStrong: boolean
}

/** An edge as it is drawn, in the order of the layout's edges. */
export interface PictureLink {
  readonly look: 'solid' | 'dashed' | 'dotted'
  readonly isStrong: boolean
  /** Relations that it stands for. */
  readonly count: number
}

export interface Picture {
  readonly boxes: readonly PictureBox[]
  readonly links: readonly PictureLink[]
  readonly laid: Laid
}

export interface Palette {
  readonly background: string
  readonly panel: string
  readonly text: string
  readonly dim: string
  readonly line: string
  readonly strong: string
}

/** Where the picture is seen: a point (x, y) of it is at (x · scale + left, y · scale + top) of the window, px. */
export interface View {
  readonly left: number
  readonly top: number
  readonly scale: number
}

/** A rectangle of the picture. */
export interface Area {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** What of the picture is within a window of that size, with a margin in px of the window. */
export function seen(view: View, width: number, height: number, margin = 0): Area {
  return {
    x0: (-margin - view.left) / view.scale,
    y0: (-margin - view.top) / view.scale,
    x1: (width + margin - view.left) / view.scale,
    y1: (height + margin - view.top) / view.scale,
  }
}

/** Boxes that touch an area. */
export function boxesIn(laid: Laid, area: Area): number[] {
  const found: number[] = []
  for (let i = 0; i < laid.x.length; i++) {
    const [x, y] = [laid.x[i]!, laid.y[i]!]
    if (x <= area.x1 && x + boxSize.width >= area.x0 && y <= area.y1 && y + boxSize.height >= area.y0) found.push(i)
  }
  return found
}

/** The view that shows all, not larger than life. */
export function fitted(laid: Laid, width: number, height: number, margin = 24): View {
  const scale = Math.min(1, (width - 2 * margin) / Math.max(1, laid.width), (height - 2 * margin) / Math.max(1, laid.height))
  const kept = Math.max(scale, 0.01)
  return { scale: kept, left: (width - laid.width * kept) / 2, top: (height - laid.height * kept) / 2 }
}

/** The view with a box in the middle. */
export function centred(laid: Laid, box: number, width: number, height: number, scale: number): View {
  return {
    scale,
    left: width / 2 - (laid.x[box]! + boxSize.width / 2) * scale,
    top: height / 2 - (laid.y[box]! + boxSize.height / 2) * scale,
  }
}

/** The view `factor` times as large, with the point (x, y) of the window where it is. */
export function zoomed(view: View, factor: number, x: number, y: number): View {
  const scale = Math.min(2.5, Math.max(0.01, view.scale * factor))
  const by = scale / view.scale
  return { scale, left: x - (x - view.left) * by, top: y - (y - view.top) * by }
}
