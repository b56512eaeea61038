import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { SkyView } from './sky-engine.ts'

/**
 * A view that shows all of some caps: about the mean of their centres, as wide as the farthest reaches. `caps` are four numbers each: the unit vector of the
 * centre and the radius in rad. `aspect` = width of the map by its height. Null where there are none, or they lie around the whole sky evenly.
 */
export function homeView(caps: ArrayLike<number>, aspect: number): Pick<SkyView, 'center' | 'fov'> | null {
  let [x, y, z] = [0, 0, 0]
  for (let c = 0; c < caps.length; c += 4) {
    x += caps[c]!
    y += caps[c + 1]!
    z += caps[c + 2]!
  }
  const norm = Math.hypot(x, y, z)
  if (caps.length === 0 || norm < 1e-9) return null
  let reach = 0
  for (let c = 0; c < caps.length; c += 4) {
    // by the chord: stays exact for caps close to each other
    const chord = Math.hypot(caps[c]! - x / norm, caps[c + 1]! - y / norm, caps[c + 2]! - z / norm)
    reach = Math.max(reach, 2 * Math.asin(Math.min(1, chord / 2)) + caps[c + 3]!)
  }
  const toDeg = 180 / Math.PI
  return {
    center: skyPos(Math.atan2(y, x) * toDeg, Math.asin(z / norm) * toDeg),
    fov: deg(Math.min(180, Math.max(0.02, 2.3 * reach * toDeg * Math.max(1, aspect)))),
  }
}
