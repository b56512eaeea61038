import type { OwnImage } from '../../../dax/contract/images.ts'
import { BandMark } from '../../ui/bands.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { isVisibility, sizeWords, timeWords, visibilityWords } from './words.ts'

/** Keys are those of OwnImage: rows are sorted by them. */
export const imageColumns: readonly GridColumn[] = [
  { key: 'name', title: 'File', width: 220, numeric: false },
  { key: 'visibility', title: 'Visibility', width: 130, numeric: false },
  { key: 'title', title: 'Title', width: 220, numeric: false },
  { key: 'collection', title: 'Collection', width: 130, numeric: false },
  { key: 'target', title: 'Target', width: 120, numeric: false },
  { key: 'band', title: 'Band', width: 64, numeric: false },
  { key: 'ra', title: 'RA', hint: 'ICRS, degrees', width: 96, numeric: true },
  { key: 'dec', title: 'Dec', hint: 'ICRS, degrees', width: 96, numeric: true },
  { key: 'sizeBytes', title: 'Size', width: 80, numeric: true },
  { key: 'created', title: 'Taken in (UTC)', width: 140, numeric: false },
]

export function ImageCell({ image, column }: { readonly image: OwnImage; readonly column: string }) {
  switch (column) {
    case 'name':
      return <span title={image.did}>{image.name ?? image.did}</span>
    case 'visibility':
      return <VisibilityMark image={image} />
    case 'title':
    case 'collection':
    case 'target':
      return <span title={image[column] ?? undefined}>{image[column] ?? '—'}</span>
    case 'band':
      return image.band === null ? '—' : <BandMark band={image.band} />
    case 'ra':
    case 'dec':
      return image[column] === null ? '—' : image[column].toFixed(5)
    case 'sizeBytes':
      return image.sizeBytes === null ? '—' : sizeWords(image.sizeBytes)
    default:
      return timeWords(image.created)
  }
}

/** Who may see it: a shape and a word. */
export function VisibilityMark({ image }: { readonly image: Pick<OwnImage, 'visibility' | 'group'> }) {
  const { visibility, group } = image
  const words = isVisibility(visibility) ? visibilityWords[visibility] : null
  return (
    <span className={`visibility visibility-${visibility}`} title={words?.means}>
      <span aria-hidden="true">{words?.mark} </span>
      {visibility === 'group' ? `group ${group ?? ''}` : (words?.name ?? visibility)}
    </span>
  )
}
