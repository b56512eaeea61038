import { parseRegion } from '../../../vo/sky/region-text.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Region } from '../../../vo/sky/region.ts'

const wanted = 'SELECT TOP 200 obs_publisher_did, obs_id, obs_title, s_region FROM ivoa.obscore WHERE'

/** Images that have these words in id, name, title, target or collection. */
export function wordsAdql(words: string): string {
  const pattern = `LOWER('%${words.trim().replaceAll("'", "''")}%')`
  const columns = ['obs_publisher_did', 'obs_id', 'obs_title', 'target_name', 'obs_collection']
  return `${wanted} ${columns.map((column) => `LOWER(${column}) LIKE ${pattern}`).join(' OR ')}`
}

/** Images whose footprint meets that one (STC-S); of a union, its first part. null where it cannot be read. */
export function overlapAdql(stcs: string): string | null {
  const region = parseRegion(stcs)
  const shape = region.ok ? adqlShape(region.value) : null
  return shape === null ? null : `${wanted} 1 = INTERSECTS(s_region, ${shape}) ORDER BY t_min DESC`
}

/** Images whose footprint meets a circle: `radius` in deg. */
export function circleAdql({ ra, dec }: SkyPos, radius: number): string {
  return `${wanted} 1 = INTERSECTS(s_region, CIRCLE(${ra}, ${dec}, ${Math.min(90, radius)})) ORDER BY t_min DESC`
}

function adqlShape(region: Region): string | null {
  switch (region.kind) {
    case 'polygon':
      return `POLYGON(${region.vertices.map(({ ra, dec }) => `${ra}, ${dec}`).join(', ')})`
    case 'circle':
      return `CIRCLE(${region.center.ra}, ${region.center.dec}, ${region.radius})`
    case 'union':
      return region.parts[0] === undefined ? null : adqlShape(region.parts[0])
    default:
      return null
  }
}
