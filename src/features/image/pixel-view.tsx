import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent, WheelEvent } from 'react'
import type { Detail, Drawn } from '../../engine/pixels/pixel-messages.ts'
import type { PixelRect } from './cut-out.ts'

export interface PixelViewProps {
  readonly drawn: Drawn
  readonly label: string
  /** True: a drag marks a rectangle instead of moving the picture. */
  readonly marking: boolean
  readonly mark: PixelRect | null
  readonly onMark: (rect: PixelRect) => void
  /** Gives pixels one for one, where the picture shows means and the camera is near; null = the picture has them all. */
  readonly detailOf: ((x0: number, y0: number, x1: number, y1: number) => Promise<Detail>) | null
  /** Image pixel under the pointer, or null when it left. */
  readonly onPoint: (at: readonly [number, number] | null) => void
}

function pictureOf({ rgba, width, height }: Pick<Drawn, 'rgba' | 'width' | 'height'>): HTMLCanvasElement {
  const c = document.createElement('canvas')
  c.width = width
  c.height = height
  c.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0)
  return c
}

interface Camera {
  /** Image point (drawn pixels, top left origin) at the middle of the canvas. */
  readonly cx: number
  readonly cy: number
  /** CSS pixels per drawn pixel; 0 = fit. */
  readonly zoom: number
}

/** The picture on a canvas: wheel and keys zoom, drag and arrows move; north-up files are north up. */
export function PixelView({ drawn, label, marking, mark, onMark, detailOf, onPoint }: PixelViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const bitmap = useRef<HTMLCanvasElement | null>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [camera, setCamera] = useState<Camera>({ cx: drawn.width / 2, cy: drawn.height / 2, zoom: 0 })
  const [rubber, setRubber] = useState<readonly [number, number, number, number] | null>(null)
  const drag = useRef<{ readonly x: number; readonly y: number; readonly camera: Camera } | null>(null)

  const [detail, setDetail] = useState<{ readonly at: Detail; readonly picture: HTMLCanvasElement } | null>(null)

  const fit = size.width === 0 ? 1 : Math.min(size.width / drawn.width, size.height / drawn.height)
  const zoom = camera.zoom === 0 ? fit : camera.zoom

  useEffect(() => {
    bitmap.current = pictureOf(drawn)
    setDetail(null)
    setCamera((before) =>
      before.cx > drawn.width || before.cy > drawn.height ? { cx: drawn.width / 2, cy: drawn.height / 2, zoom: 0 } : { ...before },
    )
  }, [drawn])

  useEffect(() => {
    const el = canvas.current?.parentElement
    if (el === null || el === undefined) return undefined
    const observer = new ResizeObserver(() => setSize({ width: el.clientWidth, height: el.clientHeight }))
    observer.observe(el)
    return () => observer.disconnect()
  }, [])

  // the camera rests, and shows means larger than they were made for: the pixels themselves are asked for
  useEffect(() => {
    if (detailOf === null || size.width === 0 || zoom < 1.2) return undefined
    const [imageWidth, imageHeight] = [drawn.width * drawn.factor, drawn.height * drawn.factor]
    const clamp = (v: number, most: number): number => Math.min(most, Math.max(0, Math.floor(v)))
    const [left, right] = [-1, 1].map((side) => (camera.cx + (side * size.width) / 2 / zoom) * drawn.factor)
    const [bottom, top] = [1, -1].map((side) => (drawn.height - camera.cy - (side * size.height) / 2 / zoom) * drawn.factor)
    const [x0, y0] = [clamp(left ?? 0, imageWidth), clamp(bottom ?? 0, imageHeight)]
    const [x1, y1] = [clamp((right ?? 0) + 1, imageWidth), clamp((top ?? 0) + 1, imageHeight)]
    if (x1 <= x0 || y1 <= y0) return undefined
    let current = true
    const timer = setTimeout(() => {
      void detailOf(x0, y0, x1, y1).then(
        (at) => current && setDetail({ at, picture: pictureOf(at) }),
        // the means stay
        () => undefined,
      )
    }, 120)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [detailOf, drawn, camera, zoom, size])

  useEffect(() => {
    const el = canvas.current
    const c = el?.getContext('2d')
    if (el === null || c === null || c === undefined || bitmap.current === null) return
    const ratio = devicePixelRatio
    el.width = Math.round(size.width * ratio)
    el.height = Math.round(size.height * ratio)
    c.setTransform(ratio, 0, 0, ratio, 0, 0)
    c.clearRect(0, 0, size.width, size.height)
    c.imageSmoothingEnabled = zoom < 2
    c.drawImage(bitmap.current, size.width / 2 - camera.cx * zoom, size.height / 2 - camera.cy * zoom, drawn.width * zoom, drawn.height * zoom)
    if (detail !== null && zoom >= 1.2) {
      const { x, y, width, height } = detail.at
      const [sx, sy] = screenRect({ x0: x - 0.5, y0: y + height - 0.5, x1: x, y1: y })
      const pixel = zoom / drawn.factor
      c.imageSmoothingEnabled = pixel < 2
      c.drawImage(detail.picture, sx, sy, width * pixel, height * pixel)
    }
    const box = rubber ?? (mark === null ? null : screenRect(mark))
    if (box !== null) {
      c.setLineDash([5, 3])
      c.lineWidth = 1.5
      c.strokeStyle = '#ffd166'
      c.strokeRect(Math.min(box[0], box[2]), Math.min(box[1], box[3]), Math.abs(box[2] - box[0]), Math.abs(box[3] - box[1]))
    }
  })

  /** Image pixel (0-based, first row lowest) of a point of the canvas. */
  function pixelAt(x: number, y: number): readonly [number, number] {
    const dx = (x - size.width / 2) / zoom + camera.cx
    const dy = (y - size.height / 2) / zoom + camera.cy
    return [dx * drawn.factor - 0.5, (drawn.height - dy) * drawn.factor - 0.5]
  }
  function screenRect(r: PixelRect): readonly [number, number, number, number] {
    const sx = (x: number): number => ((x + 0.5) / drawn.factor - camera.cx) * zoom + size.width / 2
    const sy = (y: number): number => (drawn.height - (y + 0.5) / drawn.factor - camera.cy) * zoom + size.height / 2
    return [sx(r.x0), sy(r.y0), sx(r.x1), sy(r.y1)]
  }
  const at = (e: PointerEvent | WheelEvent): readonly [number, number] => {
    const box = e.currentTarget.getBoundingClientRect()
    return [e.clientX - box.left, e.clientY - box.top]
  }
  const zoomBy = (factor: number, x = size.width / 2, y = size.height / 2): void => {
    const next = Math.min(64, Math.max(fit / 4, zoom * factor))
    const [ix, iy] = [(x - size.width / 2) / zoom + camera.cx, (y - size.height / 2) / zoom + camera.cy]
    setCamera({ cx: ix - (x - size.width / 2) / next, cy: iy - (y - size.height / 2) / next, zoom: next })
  }
  const key = (e: KeyboardEvent): void => {
    const step = 40 / zoom
    const acts: Record<string, () => void> = {
      '+': () => zoomBy(1.4),
      '=': () => zoomBy(1.4),
      '-': () => zoomBy(1 / 1.4),
      '0': () => setCamera({ cx: drawn.width / 2, cy: drawn.height / 2, zoom: 0 }),
      '1': () => setCamera({ ...camera, zoom: drawn.factor }),
      ArrowLeft: () => setCamera({ ...camera, zoom, cx: camera.cx - step }),
      ArrowRight: () => setCamera({ ...camera, zoom, cx: camera.cx + step }),
      ArrowUp: () => setCamera({ ...camera, zoom, cy: camera.cy - step }),
      ArrowDown: () => setCamera({ ...camera, zoom, cy: camera.cy + step }),
    }
    const act = acts[e.key]
    if (act === undefined) return
    act()
    e.preventDefault()
  }
  return (
    <div className="pixel-view">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        tabIndex={0}
        style={{ cursor: marking ? 'crosshair' : 'grab', width: '100%', height: '100%', touchAction: 'none' }}
        onKeyDown={key}
        onWheel={(e) => zoomBy(Math.exp(-e.deltaY * 0.0015), ...at(e))}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
          const [x, y] = at(e)
          drag.current = { x, y, camera }
        }}
        onPointerMove={(e) => {
          const [x, y] = at(e)
          onPoint(pixelAt(x, y))
          const d = drag.current
          if (d === null) return
          if (marking) setRubber([d.x, d.y, x, y])
          else setCamera({ zoom, cx: d.camera.cx - (x - d.x) / zoom, cy: d.camera.cy - (y - d.y) / zoom })
        }}
        onPointerUp={(e) => {
          const d = drag.current
          drag.current = null
          if (!marking || d === null) return
          const [x, y] = at(e)
          setRubber(null)
          if (Math.abs(x - d.x) < 4 || Math.abs(y - d.y) < 4) return
          const [a, b] = [pixelAt(d.x, d.y), pixelAt(x, y)]
          onMark({ x0: Math.min(a[0], b[0]), y0: Math.min(a[1], b[1]), x1: Math.max(a[0], b[0]), y1: Math.max(a[1], b[1]) })
        }}
        onPointerLeave={() => onPoint(null)}
      />
      <div className="pixel-tools" role="toolbar" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => zoomBy(1.5)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoomBy(1 / 1.5)}>
          −
        </button>
        <button type="button" onClick={() => setCamera({ cx: drawn.width / 2, cy: drawn.height / 2, zoom: 0 })}>
          Fit
        </button>
        <button type="button" aria-label="One screen pixel per image pixel" onClick={() => setCamera({ ...camera, zoom: drawn.factor })}>
          1:1
        </button>
      </div>
    </div>
  )
}
