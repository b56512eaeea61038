import { Sheet } from '../ui/sheet.tsx'

const keys: readonly (readonly [string, string])[] = [
  ['?', 'this sheet'],
  ['Ctrl K', 'commands: pages, archives, themes, objects'],
  ['/', 'to the position box'],
  ['Tab', 'through form, map, table'],
  ['← ↑ → ↓', 'in the map: move; in the table and the list under a point: walk'],
  ['+  −', 'in the map: zoom'],
  ['Enter', 'in the map: list the images at its centre'],
  ['← ↑ → ↓  Space', 'while a region is drawn: move the cross (Shift: finely), mark'],
  ['Space', 'in the table: select; with Shift or Ctrl, add'],
  ['Enter', 'in the table: open the image'],
  ['W S A D', 'in the drawings of a night: zoom, move (Shift: the rows); 0 shows all of it'],
  ['[  ]', 'in the drawings of a night: begin and end the time shown at what is selected'],
  ['Esc', 'give up drawing, close what is open'],
]

const positions: readonly (readonly [string, string])[] = [
  ['150.1 2.2', 'right ascension and declination, degrees (ICRS)'],
  ['10:00:24 +02:12:00', 'sexagesimal; also 10h00m24s +2d12m'],
  ['236.8 42.1 gal', 'galactic'],
  ['M31, COSMOS, NGC 1316', 'a name'],
  ['POLYGON 149 1 151 1 150 3', 'a region; also CIRCLE, RANGE and STC-S'],
]

/** What can be typed and pressed. */
export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title="Help" onClose={onClose}>
      <h3>Keys</h3>
      <dl className="help">
        {keys.map(([key, what]) => (
          <div key={what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h3>Positions</h3>
      <dl className="help">
        {positions.map(([text, what]) => (
          <div key={text}>
            <dt className="mono">{text}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="dim">
        A plain radius is in degrees; 5′ and 30″ work too. A search finds images whose footprint meets the region. The address of this page holds the
        search, filters, columns, sort, selection and view: send it to a colleague. Times are UTC unless they end in TAI.
      </p>
      <p className="dim">The demo survey is synthetic. Base map: NASA/GSFC Scientific Visualization Studio. Sky viewer: Aladin Lite (CDS), GPL-3.</p>
    </Sheet>
  )
}
