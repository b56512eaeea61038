import type { ReactNode } from 'react'
import { Route, Routes, useParams } from 'react-router'
import type { Facts } from '../../../vo/templates/ask.ts'
import '../../ui/tabs.css'
import '../../ui/virtual-grid.css'
import { NightsPage } from './nights-page.tsx'
import { ComparePage } from './compare/compare-page.tsx'
import { ObjectPage } from './object/object-page.tsx'
import { NightPage } from './night-page.tsx'
import { TemplateHrefContext } from './page-links.ts'
import type { TemplateHref } from './page-links.ts'
import './processing.css'

export interface ProcessingPageProps {
  /** What can be asked about a visit, a detector or an attempt. */
  readonly askAbout?: (facts: Facts) => ReactNode
  readonly templateHref?: TemplateHref
}

/** Processing: the nights of the log, and one night. */
export function ProcessingPage({ askAbout, templateHref = null }: ProcessingPageProps) {
  return (
    <TemplateHrefContext value={templateHref}>
      <Routes>
        <Route index element={<NightsPage />} />
        <Route path="compare" element={<ComparePage />} />
        <Route path="objects/:id" element={<ObjectPage askAbout={askAbout ?? null} />} />
        <Route path=":dayObs" element={<Named askAbout={askAbout ?? null} />} />
      </Routes>
    </TemplateHrefContext>
  )
}

function Named({ askAbout }: { readonly askAbout: ((facts: Facts) => ReactNode) | null }) {
  const { dayObs = '' } = useParams()
  return <NightPage key={dayObs} dayObs={dayObs} askAbout={askAbout} />
}
