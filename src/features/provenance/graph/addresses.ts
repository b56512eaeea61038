import type { LineageNode } from '../../../../dax/contract/lineage.ts'

/** Address of the lineage of some things within the page. */
export function lineageTo(ids: readonly string[], archive: string | null, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams([
    ...(archive === null ? [] : [['archive', archive] as [string, string]]),
    ...ids.map((id): [string, string] => ['id', id]),
    ...Object.entries(more),
  ])
  return `/provenance/lineage?${params.toString()}`
}

/** Address of an image's page; null where the thing is no image of the archive. */
export function imageTo(node: Pick<LineageNode, 'id' | 'image'>, archive: string | null): string | null {
  if (!node.image) return null
  return `/images/${encodeURIComponent(node.id)}${archive === null ? '' : `?archive=${encodeURIComponent(archive)}`}`
}
