import { ProcessingPage } from '../features/processing/processing-page.tsx'
import { askAbout } from './ask-about.tsx'

/** Processing, with the questions of provenance about what is selected there. */
export function ProcessingRoute() {
  return <ProcessingPage askAbout={askAbout} />
}
