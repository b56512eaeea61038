import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { listenGestures } from '../../engine/timeline/gestures.ts'
import type { Gestures } from '../../engine/timeline/gestures.ts'
import { paletteAt } from '../../engine/timeline/palette.ts'
import type { Palette } from '../../engine/timeline/palette.ts'
import { drawingHost } from '../../engine/timeline/surface.ts'
import type { Drawing, DrawingHost } from '../../engine/timeline/surface.ts'
import { useDark } from '../../platform/media.ts'
import { useNightHere } from './night-context.ts'

/** Puts a drawing into an element of the page and tells it what the pointer does. `palette` are the colours of the theme; null until the element is there. */
export function useDrawing(
  drawing: Drawing,
  gestures: Gestures,
): { readonly ref: RefObject<HTMLDivElement | null>; readonly host: DrawingHost; readonly palette: Palette | null } {
  const { loop } = useNightHere()
  const ref = useRef<HTMLDivElement>(null)
  const latest = useRef(gestures)
  useEffect(() => {
    latest.current = gestures
  })
  const host = useMemo(() => drawingHost(loop, drawing), [loop, drawing])
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const detach = host.attach(element)
    const deaf = listenGestures(element, {
      zoom: (...args) => latest.current.zoom(...args),
      pan: (...args) => latest.current.pan(...args),
      hover: (...args) => latest.current.hover(...args),
      leave: () => latest.current.leave(),
      tap: (...args) => latest.current.tap(...args),
      doubleTap: (...args) => latest.current.doubleTap(...args),
      brushes: (...args) => latest.current.brushes(...args),
      brush: (...args) => latest.current.brush(...args),
      brushEnd: () => latest.current.brushEnd(),
    })
    return () => {
      deaf()
      detach()
    }
  }, [host])
  const isDark = useDark()
  const [palette, setPalette] = useState<Palette | null>(null)
  useLayoutEffect(() => setPalette(ref.current === null ? null : paletteAt(ref.current)), [isDark])
  return { ref, host, palette }
}
