import { fail, ok, type Result } from '../result.ts'
import type { Region } from '../sky/region.ts'
import { pixelBox, type PixelBox } from '../sky/wcs/pixel-box.ts'
import { wcsOf, type Wcs } from '../sky/wcs.ts'
import { card, type Card } from './card.ts'
import type { FitsFile, Hdu } from './file.ts'
import { shapeOf, type ImageShape, type Section } from './image-shape.ts'
import { storedPixels } from './pixels.ts'
import { channelsIn, spectralAxisOf } from './spectral-axis.ts'
import { writeFits, type NewHdu } from './write.ts'

/** What to cut: parts of the sky, and for cubes a range of wavelengths in m (either may be absent). */
export interface Cut {
  readonly region?: Region
  readonly band?: { readonly low: number; readonly high: number }
}

/** A cut-out file. `parts` = number of images in it. */
export interface CutoutFile {
  readonly bytes: Uint8Array
  readonly parts: number
}

/**
 * Cuts a part out of a FITS file. Every image HDU that the region touches gives one of the smallest box that holds it, with its header:
 * CRPIX (of all its coordinate systems) shifted, SIP and TPV kept, stored values untouched; compressed images come out plain. Images without
 * WCS of the same size as the first one with WCS (mask, variance) are cut alike. An empty primary header is kept; tables are left out.
 * Value null: the cut holds no pixel of the file. Fails for files in which nothing can be cut and damaged pixels.
 */
export function cutFits(file: FitsFile, cut: Cut): Result<CutoutFile | null> {
  const images = imagesOf(file)
  if (images.length === 0) return fail('the file holds no image')
  const problems: string[] = []
  let leader: { readonly image: Image; readonly box: PixelBox } | null = null
  const parts: NewHdu[] = []
  for (const image of images) {
    const alike: boolean = leader !== null && sameSize(leader.image.shape, image.shape)
    let box: PixelBox | null
    if (cut.region === undefined) box = wholeBox(image)
    else if (image.wcs.ok) box = pixelBox(image.wcs.value, planeLength(image, 0), planeLength(image, 1), cut.region)
    else if (alike) box = leader!.box
    else {
      problems.push(`HDU ${image.hdu.index}: ${image.wcs.error.message}`)
      continue
    }
    if (box === null) continue
    if (leader === null && image.wcs.ok) leader = { image, box }
    const section = sectionOf(image, box, cut)
    if (!section.ok) return section
    if (section.value === null) continue
    const part = cutImage(image, section.value)
    if (!part.ok) return part
    parts.push(part.value)
  }
  if (parts.length === 0) return problems.length === images.length ? fail(problems[0]!) : ok(null)
  const primary = file.hdus[0]!
  const header: NewHdu[] = primary.kind === 'empty' && images[0]!.hdu.index > 0 ? [{ axes: [], data: null, cards: primary.header.cards }] : []
  return ok({ bytes: writeFits([...header, ...parts]), parts: parts.length })
}

interface Image {
  readonly hdu: Hdu
  readonly shape: ImageShape
  readonly wcs: Result<Wcs>
  /** The axes that lie on the sky; the first two where there is no WCS. */
  readonly plane: readonly [number, number]
}

function imagesOf(file: FitsFile): Image[] {
  return file.hdus.flatMap((hdu) => {
    const shape = shapeOf(hdu)
    if (!shape.ok || shape.value.axes.length < 2) return []
    const wcs = wcsOf(hdu.header)
    const plane = wcs.ok && wcs.value.axes[1] < shape.value.axes.length ? wcs.value.axes : ([0, 1] as const)
    return [{ hdu, shape: shape.value, wcs, plane }]
  })
}

function planeLength({ shape, plane }: Image, which: 0 | 1): number {
  return shape.axes[plane[which]]!
}

function wholeBox(image: Image): PixelBox {
  return { x0: 0, x1: planeLength(image, 0), y0: 0, y1: planeLength(image, 1) }
}

function sameSize(a: ImageShape, b: ImageShape): boolean {
  return a.axes[0] === b.axes[0] && a.axes[1] === b.axes[1]
}

function sectionOf({ hdu, shape, plane }: Image, box: PixelBox, cut: Cut): Result<Section | null> {
  const start = shape.axes.map(() => 0)
  const end = [...shape.axes]
  ;[start[plane[0]], end[plane[0]]] = [box.x0, box.x1]
  ;[start[plane[1]], end[plane[1]]] = [box.y0, box.y1]
  if (cut.band !== undefined) {
    const spectral = spectralAxisOf(hdu.header, shape.axes)
    if (!spectral.ok) return spectral
    if (spectral.value !== null) {
      const channels = channelsIn(spectral.value, shape.axes[spectral.value.axis]!, cut.band.low, cut.band.high)
      if (channels === null) return ok(null)
      ;[start[spectral.value.axis], end[spectral.value.axis]] = channels
    }
  }
  return ok({ start, end })
}

function cutImage({ hdu, shape }: Image, section: Section): Result<NewHdu> {
  const pixels = storedPixels(hdu, section)
  if (!pixels.ok) return pixels
  const range = section.start.map((start, i) => `${start + 1}:${section.end[i]}`).join(',')
  const cards = [
    ...imageCards(hdu, shape).map((one) => shifted(one, section.start)),
    card('HISTORY', undefined, `Cut out of HDU ${hdu.index}, pixels [${range}]`),
  ]
  return ok({ axes: pixels.value.axes, data: pixels.value.data, cards })
}

/** A card with its reference pixel moved: CRPIXja, LTVj of IRAF's physical coordinates, and CNPIXj of digitized plates (which count the other way). */
function shifted(one: Card, start: readonly number[]): Card {
  const name = /^(CRPIX|LTV|CNPIX)(\d)[A-Z]?$/.exec(one.keyword)
  const offset = name === null ? 0 : (start[Number(name[2]) - 1] ?? 0)
  if (offset === 0 || typeof one.value !== 'number') return one
  return card(one.keyword, one.keyword.startsWith('CNPIX') ? one.value + offset : one.value - offset, one.comment)
}

const tableKeyword =
  /^(Z(IMAGE|CMPTYPE|BITPIX|NAXIS\d*|TILE\d+|NAME\d+|VAL\d+|MASKCMP|QUANTIZ|DITHER0|BLANK|SCALE|ZERO|SIMPLE|TENSION|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM)|T(FIELDS|HEAP)|T(TYPE|FORM|UNIT|NULL|SCAL|ZERO|DISP|DIM)\d+)$/

/** The cards that describe the image itself: of a compressed one, those of the table around it are left out. */
export function imageCards(hdu: Hdu, shape: ImageShape): readonly Card[] {
  if (hdu.kind !== 'compressed') return hdu.header.cards
  const cards = hdu.header.cards.filter((one) => !tableKeyword.test(one.keyword))
  return shape.blank === null || hdu.header.has('BLANK') ? cards : [...cards, card('BLANK', shape.blank, 'pixels of this value have none')]
}
