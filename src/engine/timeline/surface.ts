import type { FrameLoop } from './frame-loop.ts'
import { motion } from './motion.ts'
import type { Asked, Painted } from './motion.ts'

/** Two canvases above each other, both in CSS px: what is heavy to paint, and what follows the pointer. */
export interface Surface {
  readonly width: number
  readonly height: number
  /** Device px a CSS px. */
  readonly scale: number
  /** A rougher picture will do: it moves just now, and is asked for exactly when it rests. */
  readonly isMoving: boolean
  /** Opaque: as cheap to put on the screen as a canvas can be. */
  readonly base: CanvasRenderingContext2D
  readonly over: CanvasRenderingContext2D
}

/** What is drawn; it is told where, and asks for frames by itself. */
export interface Drawing {
  paintBase(surface: Surface): Painted
  /** Paints over the base; false = there is nothing to paint. */
  paintOver(surface: Surface): boolean
}

export interface DrawingHost {
  /** Puts the canvases into an element and fills it, also when its size or the screen's resolution changes. Returns what takes them out. */
  attach(element: HTMLElement): () => void
  /** Paints again in the next frame; the base takes what lies over it along. */
  ask(what: Asked): void
  /** Size as painted last, CSS px. */
  size(): { readonly width: number; readonly height: number }
}

/** A host for one drawing. Its element tells in data-paint-ms how long the base took last. */
export function drawingHost(loop: FrameLoop, drawing: Drawing): DrawingHost {
  const canvases = [document.createElement('canvas'), document.createElement('canvas')] as const
  const [base, over] = canvases.map((canvas, k) => {
    canvas.hidden = true
    canvas.setAttribute('aria-hidden', 'true')
    canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'
    const context = canvas.getContext('2d', { alpha: k > 0 })
    if (context === null) throw new Error('this browser gives no 2D canvas')
    return context
  }) as [CanvasRenderingContext2D, CanvasRenderingContext2D]
  let [width, height, scale] = [0, 0, 1]
  const owed = motion()
  let home: HTMLElement | null = null
  const paint = (): void => {
    if (width === 0 || height === 0) return
    const began = performance.now()
    const plan = owed.plan(began)
    const surface: Surface = { width, height, scale, isMoving: plan.isMoving, base, over }
    const painted = plan.base ? drawing.paintBase(surface) : null
    if (painted !== null) {
      base.canvas.hidden = painted === 'nothing'
      if (home !== null) home.dataset['paintMs'] = (performance.now() - began).toFixed(1)
    }
    if (plan.over) {
      over.setTransform(scale, 0, 0, scale, 0, 0)
      if (!over.canvas.hidden) over.clearRect(0, 0, width, height)
      // a second layer of the whole size is half of what a frame costs to put on the screen
      over.canvas.hidden = !drawing.paintOver(surface)
    }
    owed.done(plan, painted, performance.now())
    // the loop is not idle before the exact picture is there
    if (owed.isOwing()) loop.ask(paint)
  }
  const ask = (what: Asked): void => {
    owed.ask(what, performance.now())
    loop.ask(paint)
  }
  const fit = (element: HTMLElement): void => {
    width = element.clientWidth
    height = element.clientHeight
    scale = Math.max(1, devicePixelRatio)
    for (const canvas of canvases) {
      const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
      if (canvas.width !== w) canvas.width = w
      if (canvas.height !== h) canvas.height = h
    }
    ask('base')
  }
  return {
    attach(element) {
      home = element
      element.append(...canvases)
      const observer = new ResizeObserver(() => fit(element))
      observer.observe(element)
      fit(element)
      return () => {
        observer.disconnect()
        home = null
        loop.drop(paint)
        for (const canvas of canvases) canvas.remove()
      }
    },
    ask,
    size: () => ({ width, height }),
  }
}
