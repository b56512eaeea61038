/** How much of each pixel of a word its letters cover. */
export interface WordPicture {
  /** Device px. */
  readonly width: number
  readonly height: number
  /** 0–255, row by row. */
  readonly cover: Uint8Array
}

/** Words as small pictures, so that a frame copies them: drawing letters by commands of a canvas cost a third of it. */
export interface WordPictures {
  /** Its letters stand in the middle of its height. Where the words would be wider than `most` CSS px, they are drawn narrower. */
  of(text: string, most?: number): WordPicture
}

/** CSS px: above and below the middle of the letters, and beside them for what juts out. */
const [half, beside] = [8, 1]
/** Pictures that are kept; a night has some hundred names, and an axis new times wherever it goes. */
const kept = 2000

/** Draws words in a font, for a resolution of the screen (`scale` device px a CSS px), each once. */
export function wordPictures(font: string, scale: number): WordPictures {
  const canvas = new OffscreenCanvas(1, 1)
  const c = canvas.getContext('2d', { willReadFrequently: true })
  const known = new Map<string, WordPicture>()
  const draw = (text: string, most: number): WordPicture => {
    if (c === null) return { width: 0, height: 0, cover: new Uint8Array() }
    c.font = font
    const across = Math.min(most, c.measureText(text).width)
    const [width, height] = [Math.ceil((across + 2 * beside) * scale), Math.round(2 * half * scale)]
    // a canvas that gets a size is empty and has forgotten its font
    canvas.width = width
    canvas.height = height
    c.scale(scale, scale)
    c.font = font
    c.textBaseline = 'middle'
    c.fillText(text, beside, half, Number.isFinite(most) ? most : undefined)
    const { data } = c.getImageData(0, 0, width, height)
    return { width, height, cover: Uint8Array.from({ length: width * height }, (_, k) => data[4 * k + 3]!) }
  }
  return {
    of(text, most = Infinity) {
      const key = `${most} ${text}`
      const before = known.get(key)
      if (before !== undefined) return before
      if (known.size >= kept) known.clear()
      const picture = draw(text, most)
      known.set(key, picture)
      return picture
    },
  }
}
