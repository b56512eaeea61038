import * as z from 'zod/mini'

/**
 * Answer of /api/coverage: how many matching images touch each HEALPix cell (nested, ICRS) of one order. Cells without images are left out; cells ascend.
 * An image counts in every cell that its footprint may touch, so the sum of counts is not the number of images: that is `images`.
 */
export const coverageAnswer = z.object({
  order: z.number(),
  images: z.number(),
  cells: z.array(z.number()),
  counts: z.array(z.number()),
})
export type CoverageAnswer = z.infer<typeof coverageAnswer>
