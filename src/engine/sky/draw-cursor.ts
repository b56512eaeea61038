import { formatDec, formatRa } from '../../../vo/sky/angle.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'

/** A cross that arrow keys move over the map, and that tells where it is; for those who draw without a pointer. */
export interface DrawCursor {
  /** Where it is, CSS pixels in the pane; null until a key moved it. */
  at(): readonly [number, number] | null
  /** Shows it, at the pane's centre. */
  show(): readonly [number, number]
  /** Moves it by a step of an arrow key; Shift = 1 px instead of 10. True when the key was one. */
  move(key: string, fine: boolean): boolean
  /** Hides it: the pointer took over. */
  hide(): void
  /** Says a thing to a screen reader, with the place on the sky. */
  say(words: string): void
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The cross of one drawing; it goes with the pane. */
export function drawCursor(pane: HTMLElement, toSky: (x: number, y: number) => SkyPos | null): DrawCursor {
  let place: readonly [number, number] | null = null
  const cross = document.createElement('div')
  // two lines with a dark edge: seen on black sky and on bright stars
  cross.style.cssText =
    'position:absolute;width:25px;height:25px;margin:-12.5px 0 0 -12.5px;pointer-events:none;filter:drop-shadow(0 0 1px #000) drop-shadow(0 0 1px #000);' +
    'background:linear-gradient(#fff,#fff) center/25px 1.5px no-repeat,linear-gradient(#fff,#fff) center/1.5px 25px no-repeat'
  cross.hidden = true
  cross.dataset['drawCursor'] = ''
  const spoken = document.createElement('div')
  spoken.className = 'visually-hidden'
  spoken.setAttribute('aria-live', 'polite')
  pane.append(cross, spoken)

  const put = (x: number, y: number): readonly [number, number] => {
    place = [Math.min(pane.clientWidth, Math.max(0, x)), Math.min(pane.clientHeight, Math.max(0, y))]
    cross.hidden = false
    cross.style.left = `${place[0]}px`
    cross.style.top = `${place[1]}px`
    return place
  }
  const say = (words: string): void => {
    const sky = place === null ? null : toSky(...place)
    spoken.textContent = `${words} ${sky === null ? 'outside the sky' : `${formatRa(sky.ra, 1)} ${formatDec(sky.dec, 0)}`}`.trim()
  }
  const show = (): readonly [number, number] => place ?? put(pane.clientWidth / 2, pane.clientHeight / 2)
  return {
    at: () => place,
    show,
    move(key, fine) {
      const way = arrows[key]
      if (way === undefined) return false
      const [x, y] = show()
      const step = fine ? 1 : 10
      put(x + way[0] * step, y + way[1] * step)
      say('')
      return true
    },
    hide() {
      place = null
      cross.hidden = true
    },
    say,
  }
}
