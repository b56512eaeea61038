import { Suspense, lazy } from 'react'
import { Route, Routes, useParams, useSearchParams } from 'react-router'
import '../../ui/combobox.css'
import '../../ui/split.css'
import '../../ui/results.css'
import '../../ui/virtual-grid.css'
import { AskPage } from './ask-page.tsx'
import { ComparePage } from './compare-page.tsx'
import { EditPage } from './edit-page.tsx'
import { LibraryPage } from './library-page.tsx'
import './provenance.css'
import { Waiting } from '../../ui/waiting.tsx'

const LineagePage = lazy(async () => ({ default: (await import('./graph/lineage-page.tsx')).LineagePage }))

/** Provenance: the questions, one question with its answer, the editor, and two runs side by side. */
export function ProvenancePage() {
  return (
    <Routes>
      <Route index element={<LibraryPage />} />
      <Route path="compare" element={<ComparePage />} />
      <Route path="lineage" element={<Lineage />} />
      <Route path="edit" element={<EditPage templateId={null} />} />
      <Route path="edit/:templateId" element={<Edited />} />
      <Route path=":templateId" element={<Asked />} />
    </Routes>
  )
}

/** The graph of the datasets in the address; without any, the question with its form. */
function Lineage() {
  const [params] = useSearchParams()
  if (!params.has('id')) return <AskPage templateId="lineage" />
  return (
    <Suspense fallback={<Waiting running words="Loading the graph" />}>
      <LineagePage />
    </Suspense>
  )
}

function Asked() {
  const { templateId = '' } = useParams()
  return <AskPage templateId={templateId} />
}

function Edited() {
  const { templateId = '' } = useParams()
  return <EditPage key={templateId} templateId={templateId} />
}
