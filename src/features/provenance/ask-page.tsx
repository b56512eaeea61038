import { Link, useSearchParams } from 'react-router'
import { headline, sentence } from '../../api/api-error.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AskForm } from './ask-form.tsx'
import { useTemplates } from './use-templates.ts'

/** One question: its form, the query that it becomes, and the answer. */
export function AskPage({ templateId }: { readonly templateId: string }) {
  const templates = useTemplates()
  const [params] = useSearchParams()
  const offered = templates.offered.find((o) => o.template.id === templateId)
  const archive = params.get('archive')
  if (offered !== undefined) return <AskForm key={`${templateId} ${offered.template.version}`} offered={offered} />
  return (
    <main id="main" tabIndex={-1} className="page" aria-busy={templates.isBusy}>
      {templates.isBusy ? (
        <Waiting running words="Reading the templates" />
      ) : (
        <>
          <h1>No such question</h1>
          {templates.error === null ? null : (
            <FailureBox title={headline(templates.error)} message={sentence(templates.error, Date.now())} onRetry={templates.again} />
          )}
          <p>
            There is no template “{templateId}” here: it was removed, it is somebody’s own, or it belongs to another archive.{' '}
            <Link to={{ pathname: '/provenance', search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` }}>See the questions</Link>
          </p>
        </>
      )}
    </main>
  )
}
