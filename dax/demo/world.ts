import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { DemoPlan } from './plan.ts'
import { DemoSky } from './sky.ts'
import { BrightStars } from './stars.ts'

/** What the demo's pixels are made from: the survey's plan and its sky. One is made per archive and shared by all that draw. */
export interface DemoWorld {
  readonly plan: DemoPlan
  readonly sky: DemoSky
}

/** Where the host keeps the packed stars (see stars.ts): file `stars.bin` of the tree `demo`, beside the HiPS. */
export type StarsPort = Pick<DaxPorts, 'hipsFile'>

/** The demo's world from the packed stars. */
export function demoWorld(stars: Uint8Array): DemoWorld {
  return { plan: new DemoPlan(), sky: new DemoSky(new BrightStars(stars)) }
}

const worlds = new WeakMap<StarsPort['hipsFile'], Promise<DemoWorld>>()

/** The world of a host, made when first needed. Throws a transient Fault while the host has no stars. */
export async function worldOf(port: StarsPort): Promise<DemoWorld> {
  const known = worlds.get(port.hipsFile)
  if (known !== undefined) return known
  const making = makeWorld(port)
  worlds.set(port.hipsFile, making)
  making.catch(() => worlds.delete(port.hipsFile))
  return making
}

async function makeWorld(port: StarsPort): Promise<DemoWorld> {
  const stars = await port.hipsFile('demo', 'stars.bin')
  if (stars === null)
    throw new Fault('transient', 'The star file of the demo survey is not there yet; it is made when dax starts. Try again in a minute.')
  return demoWorld(stars)
}
