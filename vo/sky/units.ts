declare const unit: unique symbol

/** A number that carries its unit. Arithmetic drops it on purpose: put it back by name. */
export type Unit<U extends string> = number & { readonly [unit]: U }
export type Deg = Unit<'deg'>
export type Rad = Unit<'rad'>

/** The casts live here and nowhere else. */
export const deg = (x: number): Deg => x as Deg
export const rad = (x: number): Rad => x as Rad
export const toRad = (x: Deg): Rad => ((x * Math.PI) / 180) as Rad
export const toDeg = (x: Rad): Deg => ((x * 180) / Math.PI) as Deg
