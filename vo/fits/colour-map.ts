/** Colour maps by name; gray is the default. Those from viridis on are even to the eye. */
export type ColourMap = 'gray' | 'viridis' | 'magma' | 'inferno' | 'cividis' | 'heat' | 'cool'
export const colourMaps: readonly ColourMap[] = ['gray', 'viridis', 'magma', 'inferno', 'cividis', 'heat', 'cool']

/** Nine equal steps from low to high; between them colours are mixed. The maps of matplotlib (CC0) at these places. */
const stops: Readonly<Record<ColourMap, string>> = {
  gray: '000000 ffffff',
  viridis: '440154 472d7b 3b528b 2c728e 21918c 28ae80 5ec962 addc30 fde725',
  magma: '000004 1d1147 51127c 832681 b73779 e75263 fc8961 fec488 fcfdbf',
  inferno: '000004 210c4a 57106e 8a226a bc3754 e45a31 f98c0a f9cb35 fcffa4',
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 fee838',
  heat: '000000 550000 aa0000 ff0000 ff5500 ffaa00 ffff00 ffff80 ffffff',
  cool: '000000 00103a 002a6e 0050a0 0080c8 20b0e0 70d8f0 b8f0fa ffffff',
}

/** A map as 256 RGB triples. */
export function colourTable(name: ColourMap, invert = false): Uint8Array {
  const colours = stops[name].split(' ').map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  const table = new Uint8Array(256 * 3)
  for (let i = 0; i < 256; i++) {
    const place = ((invert ? 255 - i : i) / 255) * (colours.length - 1)
    const index = Math.min(colours.length - 2, Math.floor(place))
    for (let c = 0; c < 3; c++) {
      const [a, b] = [colours[index]![c]!, colours[index + 1]![c]!]
      table[i * 3 + c] = Math.round(a + (b - a) * (place - index))
    }
  }
  return table
}
