import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { paint, type BoxDetail } from '../../../engine/graph/paint.ts'
import type { Palette, Picture, View } from '../../../engine/graph/picture.ts'

/** A picture of so many boxes and links takes longer to paint than a frame lasts: it is moved as it was painted, and painted when it rests. */
const many = 600
const restMs = 140

interface Painting {
  readonly picture: Picture
  readonly palette: Palette
  /** null = not known yet: nothing is painted. */
  readonly view: View | null
  readonly size: { readonly width: number; readonly height: number }
  readonly boxes: BoxDetail
}

/** A canvas of `size` px that is kept painted with what is seen of the picture. */
export function useCanvas(painting: Painting): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { picture, palette, view, size, boxes } = painting
  const done = useRef<Painting | null>(null)
  useEffect(() => {
    const element = canvas.current
    if (element === null || view === null || size.width === 0) return undefined
    const draw = (): void => {
      // kept in memory: measured in software, strokes are six times as fast as through a GPU that is not there, and fast enough where there is one
      const context = element.getContext('2d', { willReadFrequently: true })
      if (context === null) return
      const ratio = Math.min(2, devicePixelRatio)
      element.width = Math.round(size.width * ratio)
      element.height = Math.round(size.height * ratio)
      element.style.transform = ''
      context.scale(ratio, ratio)
      paint(context, picture, view, size, palette, boxes)
      done.current = { picture, palette, view, size, boxes }
    }
    const before = done.current
    const isMoved = before?.picture === picture && before.palette === palette && before.size === size && before.boxes === boxes
    if (!isMoved || before.view === null || picture.boxes.length + picture.links.length < many) {
      draw()
      return undefined
    }
    const scale = view.scale / before.view.scale
    element.style.transform = `translate(${view.left - before.view.left * scale}px, ${view.top - before.view.top * scale}px) scale(${scale})`
    const timer = setTimeout(draw, restMs)
    return () => clearTimeout(timer)
  }, [picture, palette, view, size, boxes])
  return canvas
}
