import { placeOrder } from '../../../vo/sky/camera-cells.ts'
import type { Result } from '../../../vo/result.ts'
import { fail, ok } from '../../../vo/result.ts'

/** HEALPix goes no further in 64 bits. */
const finest = 29

/** The place on the sky (nested cell of `placeOrder`) that 'ORDER/CELL' names: that cell, or the one around a finer cell. */
export function placeCell(text: string): Result<bigint> {
  const found = /^(\d{1,2})\/(\d{1,19})$/u.exec(text.trim())
  if (found === null) return fail(`“${text}” is not a HEALPix cell written ORDER/CELL, like ${placeOrder}/1234567.`)
  const [order, cell] = [Number(found[1]), BigInt(found[2]!)]
  if (order > finest) return fail(`HEALPix has no order ${order}: the finest is ${finest}.`)
  const most = 12n * 4n ** BigInt(order)
  if (cell >= most) return fail(`Order ${order} has no cell ${cell}: the last is ${most - 1n}.`)
  if (order < placeOrder) {
    const many = 4n ** BigInt(placeOrder - order)
    return fail(
      `The order is kept by cells of order ${placeOrder}, and ${text} holds ${many} of them: name one from ${placeOrder}/${cell * many} on.`,
    )
  }
  return ok(cell / 4n ** BigInt(order - placeOrder))
}
