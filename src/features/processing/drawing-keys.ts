/** What a key means to a drawing. */
export type DrawingKey =
  | { readonly what: 'walk'; readonly dx: number; readonly dy: number }
  | { readonly what: 'zoom' | 'zoom rows'; readonly factor: number }
  | { readonly what: 'pan'; readonly share: number }
  | { readonly what: 'cut'; readonly side: 'from' | 'to' }
  | { readonly what: 'whole' }
  | { readonly what: 'clear' }
  | { readonly what: 'open' }

const step = 1.3

/** Arrows walk from attempt to attempt; W and S (or + and −) zoom, A and D pan, with Shift the rows; [ and ] cut the time shown; 0 shows all; Escape clears; Enter opens. Null = not ours. */
export function drawingKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): DrawingKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const rows = event.shiftKey ? 'zoom rows' : 'zoom'
  switch (event.key.toLowerCase()) {
    case 'arrowleft':
      return { what: 'walk', dx: -1, dy: 0 }
    case 'arrowright':
      return { what: 'walk', dx: 1, dy: 0 }
    case 'arrowup':
      return { what: 'walk', dx: 0, dy: -1 }
    case 'arrowdown':
      return { what: 'walk', dx: 0, dy: 1 }
    case 'w':
      return { what: rows, factor: step }
    case 's':
      return { what: rows, factor: 1 / step }
    case '+':
    case '=':
      return { what: 'zoom', factor: step }
    case '-':
    case '_':
      return { what: 'zoom', factor: 1 / step }
    case 'a':
      return { what: 'pan', share: -0.2 }
    case 'd':
      return { what: 'pan', share: 0.2 }
    case '[':
      return { what: 'cut', side: 'from' }
    case ']':
      return { what: 'cut', side: 'to' }
    case '0':
    case 'home':
      return { what: 'whole' }
    case 'escape':
      return { what: 'clear' }
    case 'enter':
      return { what: 'open' }
    default:
      return null
  }
}
