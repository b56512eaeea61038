import type { Result } from '../../../vo/result.ts'
import { fail, ok } from '../../../vo/result.ts'

/** Units that IN_UNIT can turn into each other, by dimension: factor to the first of it. */
const dimensions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  angle: {
    rad: 1,
    deg: Math.PI / 180,
    arcmin: Math.PI / 10_800,
    arcsec: Math.PI / 648_000,
    mas: Math.PI / 648_000_000,
    uas: Math.PI / 648_000_000_000,
  },
  'solid angle': { sr: 1, 'deg**2': (Math.PI / 180) ** 2, 'arcmin**2': (Math.PI / 10_800) ** 2, 'arcsec**2': (Math.PI / 648_000) ** 2 },
  length: {
    m: 1,
    km: 1e3,
    cm: 1e-2,
    mm: 1e-3,
    um: 1e-6,
    nm: 1e-9,
    pm: 1e-12,
    Angstrom: 1e-10,
    angstrom: 1e-10,
    AU: 149_597_870_700,
    pc: 3.085677581491367e16,
  },
  time: { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600, d: 86_400, a: 31_557_600, yr: 31_557_600 },
  frequency: { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 },
  energy: { J: 1, erg: 1e-7, eV: 1.602176634e-19, keV: 1.602176634e-16, MeV: 1.602176634e-13 },
  'flux density': { Jy: 1, mJy: 1e-3, uJy: 1e-6, nJy: 1e-9 },
  'data size': { byte: 1, kbyte: 1e3, Mbyte: 1e6, Gbyte: 1e9 },
  magnitude: { mag: 1, mmag: 1e-3 },
  temperature: { K: 1, mK: 1e-3 },
}

const units: ReadonlyMap<string, readonly [dimension: string, factor: number]> = new Map(
  Object.entries(dimensions).flatMap(([dimension, of]) => Object.entries(of).map(([unit, factor]) => [unit, [dimension, factor] as const] as const)),
)

/** Factor that turns values in `from` into `to` (VOUnit spellings); a sentence where that makes no sense. */
export function unitFactor(from: string | undefined, to: string): Result<number> {
  if (from === undefined || from === '') return fail('IN_UNIT needs a column with a unit, and this value has none')
  if (from === to) return ok(1)
  const [a, b] = [units.get(from), units.get(to)]
  if (b === undefined) return fail(`IN_UNIT does not know the unit '${to}'; it knows ${[...units.keys()].join(', ')}`)
  if (a === undefined) return fail(`IN_UNIT cannot turn '${from}' into '${to}'`)
  if (a[0] !== b[0]) return fail(`IN_UNIT cannot turn '${from}' (${a[0]}) into '${to}' (${b[0]})`)
  return ok(a[1] / b[1])
}
