/** What the examples of the library speak of; values that exist in the archive they are served for. */
export interface ExampleFacts {
  readonly night: string
  readonly visit: string
  readonly runs: Readonly<Record<'prompt' | 'bad' | 'catchUp' | 'reprocess' | 'coadd', string>>
  readonly badNode: { readonly node: string; readonly from: string; readonly to: string }
  readonly badSha: string
  /** Entity ids: a flat that was bad, and a coadd. */
  readonly badFlat: string
  readonly coadd: { readonly tract: string; readonly patch: string; readonly band: string; readonly entity: string }
  readonly noWork: { readonly tract: string; readonly patch: string; readonly band: string }
  /** Detectors of `visit`: whose calibration failed, and whose first attempt did. */
  readonly failed: string
  readonly retried: string
  /** A quantum of `visit`. */
  readonly quantum: string
  /** An object of ap.dia_object with several sources, one of its sources, and a source that was moved to a solar-system object. */
  readonly diaObject: string
  readonly diaSource: string
  /** A cell (HEALPix, order 9, nested) that several visits saw, not all in order. */
  readonly place: string
  /** Moments before and after the configuration changed, and the change itself; MJD (UTC). */
  readonly before: string
  readonly after: string
  /** All that was processed, 'from/to', MJD (UTC). */
  readonly span: string
}
