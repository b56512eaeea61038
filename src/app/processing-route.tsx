import { useSearchParams } from 'react-router'
import { templateLibrary } from '../../vo/templates/library/library.ts'
import { ProcessingPage } from '../features/processing/processing-page.tsx'
import { formHref } from '../features/provenance/form-values.ts'
import { askAbout } from './ask-about.tsx'

/** Processing, with the questions of provenance about what is selected there. */
export function ProcessingRoute() {
  const archive = useSearchParams()[0].get('archive')
  return (
    <ProcessingPage
      askAbout={askAbout}
      templateHref={(id, values) => formHref(templateLibrary().find((t) => t.id === id) ?? { id, parameters: [] }, values, archive)}
    />
  )
}
