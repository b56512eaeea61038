/** What the pointer does on a map; the map itself is moved by Aladin. */
export interface MapPointer {
  /** Moved over it, at most once a frame. */
  hover(event: MouseEvent): void
  leave(): void
  /** Pressed and let go at the same place. */
  pick(event: MouseEvent): void
}

/** How far a pointer may move and still have picked, px. */
const slack = 4

/** Listens for as long as the element lives: before Aladin does, which keeps its presses to itself. */
export function listenPointer(target: HTMLElement, to: MapPointer): void {
  let down: readonly [number, number] | null = null
  let pending = 0
  target.addEventListener('pointerdown', (e) => (down = [e.clientX, e.clientY]), { capture: true })
  target.addEventListener(
    'pointerup',
    (e) => {
      const isStill = down !== null && Math.hypot(e.clientX - down[0], e.clientY - down[1]) < slack
      down = null
      if (isStill && e.button === 0) to.pick(e)
    },
    { capture: true },
  )
  target.addEventListener('pointermove', (e) => {
    if (e.buttons !== 0 || pending !== 0) return
    pending = requestAnimationFrame(() => {
      pending = 0
      to.hover(e)
    })
  })
  target.addEventListener('pointerleave', () => to.leave())
}
