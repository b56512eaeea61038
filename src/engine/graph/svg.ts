import { drawRoute } from './curves.ts'
import { clipped } from './paint.ts'
import { boxSize, type Palette, type Picture } from './picture.ts'

const margin = 24
const dashes = { solid: '', dashed: ' stroke-dasharray="7 5"', dotted: ' stroke-dasharray="2 4"' } as const

/** The whole picture as an SVG document that stands alone; `title` names it. */
export function svgOf(picture: Picture, palette: Palette, title: string): string {
  const { laid } = picture
  const [width, height] = [Math.ceil(laid.width + 2 * margin), Math.ceil(laid.height + 2 * margin)]
  const links = picture.links.map((link, e) => {
    const stroke = link.isStrong ? `stroke="${palette.strong}" stroke-width="2.5"` : `stroke="${palette.dim}" stroke-width="1.2" stroke-opacity="0.6"`
    return `<path d="${pathOf(picture, e)}" ${stroke}${dashes[link.look]} marker-end="url(#end)"/>`
  })
  const boxes = picture.boxes.map((box, i) => {
    const [x, y] = [round(laid.x[i]!), round(laid.y[i]!)]
    const rect = (by: number): string =>
      `<rect x="${x + by}" y="${y + by}" width="${boxSize.width}" height="${boxSize.height}" rx="${box.isRound ? 16 : 5}" fill="${palette.panel}" stroke="${box.isStrong ? palette.strong : box.colour}" stroke-width="${box.isStrong ? 3 : 1.2}"${box.isBroken ? ' stroke-dasharray="5 4"' : ''}/>`
    return `<g><title>${xml(`${box.title}: ${box.detail}`)}</title>${box.isStack ? rect(4) : ''}${rect(0)}<text x="${x + 10}" y="${y + 27}" font-size="15" fill="${box.colour}">${xml(box.mark)}</text><text x="${x + 32}" y="${y + 19}" font-size="13" font-weight="600" fill="${palette.text}">${xml(clipped(box.title, 25))}</text><text x="${x + 32}" y="${y + 35}" font-size="11" fill="${palette.dim}">${xml(clipped(box.detail, 33))}</text></g>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="system-ui, sans-serif" role="img">
<title>${xml(title)}</title>
<defs><marker id="end" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0L7 4L0 8z" fill="${palette.dim}"/></marker></defs>
<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${palette.background}"/>
<g fill="none">${links.join('\n')}</g>
${boxes.join('\n')}
</svg>
`
}

function pathOf(picture: Picture, edge: number): string {
  let d = ''
  drawRoute(
    {
      moveTo: (x, y) => (d += `M${round(x)} ${round(y)}`),
      bezierCurveTo: (ax, ay, bx, by, x, y) => (d += `C${[ax, ay, bx, by, x, y].map(round).join(' ')}`),
    },
    picture.laid,
    edge,
  )
  return d
}

function round(x: number): number {
  return Math.round(x * 10) / 10
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
