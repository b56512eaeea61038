import { rgba } from '../../ui/bands.tsx'

const palette = [rgba('#63b0ff', 0.95)]

/** How footprints are painted here. */
export const paintOf = (count: number): { colorOfRow: Uint8Array; palette: typeof palette; leastPx: number } => ({
  colorOfRow: new Uint8Array(count),
  palette,
  leastPx: 7,
})
