import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { sentence } from '../../api/api-error.ts'
import type { Archive } from '../../api/archive.ts'
import { changeTemplate, createTemplate } from '../../api/templates.ts'
import type { TemplateDraft } from '../../api/templates.ts'
import { keepTemplate } from './kept-templates.ts'

/** What became of saving. */
export type Saved =
  { readonly ok: true; readonly id: string; readonly where: 'archive' | 'browser' } | { readonly ok: false; readonly message: string }

/** An identifier made of a title: 'Bad flats of a night' is bad-flats-of-a-night. */
export function idOf(title: string): string {
  const id = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60)
  return id === '' ? 'question' : id
}

/** An identifier made of a title that no other template has: bad-flats, bad-flats-2. */
export function freeId(title: string, taken: ReadonlySet<string>): string {
  const wanted = idOf(title)
  let id = wanted
  for (let i = 2; taken.has(id); i++) id = `${wanted}-${i}`
  return id
}

/** Saves with the archive's template service; where there is none, or `inBrowser` asks for it, in this browser. `version` = the one it replaces; null = new. */
export async function saveTemplate(archive: Archive, draft: TemplateDraft, version: number | null, inBrowser: boolean): Promise<Saved> {
  if (inBrowser || archive.provenance === undefined) {
    const template: ServedTemplate = { ...draft, author: 'me', version: (version ?? 0) + 1, owner: 'me', share: 'private' }
    return keepTemplate(template)
      ? { ok: true, id: template.id, where: 'browser' }
      : { ok: false, message: 'This browser does not let pages keep anything: allow storage for this site, or export the query.' }
  }
  const answer =
    version === null ? await createTemplate(archive.provenance, draft) : await changeTemplate(archive.provenance, draft.id, draft, version)
  return answer.ok ? { ok: true, id: answer.value.id, where: 'archive' } : { ok: false, message: sentence(answer.error, Date.now()) }
}
