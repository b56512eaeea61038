import { checkTemplate } from '../../../vo/templates/check.ts'
import type { ServedTemplate, Template } from '../../../vo/templates/template.ts'
import { deleteTemplateRows, listTemplates, readTemplateRow, storeTemplate, type TemplateRow } from '../../archive/templates/template-rows.ts'
import type { TemplateDraftBody } from '../../contract/templates.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import { builtInTemplates } from './built-in-templates.ts'
import { Refusals } from '../refusals.ts'
import type { Who } from './who-asks.ts'

/** Templates as people meet them: the library's, which nobody changes, and those that people saved. */
export interface TemplateStore {
  /** All that this person may see, the library's first. */
  readonly list: (who: Who | null) => Promise<readonly ServedTemplate[]>
  /** One that this person may see. Throws Fault notFound; what is hidden is not there. */
  readonly read: (who: Who | null, id: string, version: number | null) => Promise<ServedTemplate>
  readonly create: (who: Who, draft: TemplateDraftBody, copiedFrom?: string) => Promise<ServedTemplate>
  /** Stores the next version; `replaces` is the one that the editor had before. Throws Fault changed where that is not the newest. */
  readonly change: (who: Who, id: string, draft: TemplateDraftBody, replaces: number) => Promise<ServedTemplate>
  /** `replaces` null = whatever is the newest. */
  readonly remove: (who: Who, id: string, replaces: number | null) => Promise<void>
  readonly copy: (who: Who, id: string, to: { readonly id?: string | undefined; readonly title?: string | undefined }) => Promise<ServedTemplate>
}

/** The templates of an archive, in its database. */
export function templateStore(ports: DaxPorts): TemplateStore {
  const { db } = ports
  const library = builtInTemplates(ports)

  async function read(who: Who | null, id: string, version: number | null): Promise<ServedTemplate> {
    const builtIn = (await library()).find((t) => t.id === id)
    if (builtIn !== undefined && (version === null || version === builtIn.version)) return builtIn
    const newest = await readTemplateRow(db, id)
    if (newest === null || newest.isDeleted || !maySee(who, newest)) throw missing(id)
    if (version === null) return told(who, newest)
    const older = await readTemplateRow(db, id, version)
    // an older version may have been hidden from those who may see the newest
    if (older === null || !maySee(who, older))
      throw new Fault('notFound', `Template ${clip(id)} has no version ${version}; its newest is ${newest.served.version}.`, ['query', 'version'])
    return told(who, older)
  }

  /** The newest version of one that this person may change. */
  async function own(who: Who, id: string): Promise<TemplateRow> {
    if ((await library()).some((t) => t.id === id))
      throw new Fault('forbidden', `${id} ships with the product and stays as it is: copy it, and change the copy.`, ['path', 'id'])
    const newest = await readTemplateRow(db, id)
    if (newest === null || newest.isDeleted || !maySee(who, newest)) throw missing(id)
    if (!mayChange(who, newest)) throw new Fault('forbidden', `${clip(id)} is ${newest.owner}’s: copy it, and change the copy.`, ['path', 'id'])
    return newest
  }

  async function create(who: Who, draft: TemplateDraftBody, copiedFrom?: string): Promise<ServedTemplate> {
    const template = checked(draft, who, who.user)
    const taken = (): Fault => new Fault('conflict', `There is a template named ${draft.id} already: choose another id.`, ['body', 'id'])
    if ((await library()).some((t) => t.id === draft.id)) throw taken()
    const before = await readTemplateRow(db, draft.id)
    if (before !== null && (!before.isDeleted || before.owner !== who.user)) throw taken()
    const version = before === null ? 1 : before.served.version + 1
    const stored = await storeTemplate(db, { template, version, owner: who.user, ...sharing(draft, who), copiedFrom: copiedFrom ?? null })
    if (!stored) throw taken()
    return read(who, draft.id, version)
  }

  return {
    async list(who) {
      const seen = await listTemplates(db, who?.isAdmin === true ? 'all' : { user: who?.user ?? null, groups: who?.groups ?? [] })
      return [...(await library()), ...seen.map((row) => told(who, row))]
    },
    read,
    create,
    async change(who, id, draft, replaces) {
      const newest = await own(who, id)
      if (draft.id !== id) throw new Fault('usage', `The id of a template stays as it is: ${id}. Copy it to have another one.`, ['body', 'id'])
      const template = checked(draft, who, newest.served.author)
      const overtaken = (): Fault =>
        new Fault(
          'changed',
          `${id} has been changed meanwhile (you had version ${replaces}): read it again, and make your change in the newest version.`,
          ['header', 'If-Match'],
        )
      if (newest.served.version !== replaces) throw overtaken()
      const stored = await storeTemplate(db, {
        template,
        version: replaces + 1,
        owner: newest.owner,
        ...sharing(draft, who),
        copiedFrom: newest.served.copiedFrom ?? null,
      })
      if (!stored) throw overtaken()
      return read(who, id, replaces + 1)
    },
    async remove(who, id, replaces) {
      const newest = await own(who, id)
      if (!(await deleteTemplateRows(db, id, replaces ?? newest.served.version)))
        throw new Fault('changed', `${id} has been changed meanwhile: read it again before you delete it.`, ['header', 'If-Match'])
    },
    async copy(who, id, to) {
      const { owner: _o, copiedFrom: _c, author: _a, version: _v, shareGroup: _g, mayChange: _m, ...from } = await read(who, id, null)
      const draft = (copyId: string): TemplateDraftBody =>
        ({ ...structuredClone(from), id: copyId, title: to.title ?? `${from.title} (copy)`, share: 'private' }) as TemplateDraftBody
      if (to.id !== undefined) return create(who, draft(to.id), id)
      for (let n = 1; ; n++) {
        try {
          return await create(who, draft(`${id.slice(0, 70)}-copy${n === 1 ? '' : `-${n}`}`), id)
        } catch (error) {
          if (!(error instanceof Fault && error.kind === 'conflict') || n >= 100) throw error
        }
      }
    },
  }
}

function missing(id: string): Fault {
  return new Fault('notFound', `There is no template ${clip(id)} that you may see; /api/provenance/templates lists them.`, ['path', 'id'])
}

function mayChange(who: Who | null, row: TemplateRow): boolean {
  return who !== null && (who.isAdmin || row.owner === who.user)
}

function told(who: Who | null, row: TemplateRow): ServedTemplate {
  return { ...row.served, mayChange: mayChange(who, row) }
}

function maySee(who: Who | null, row: TemplateRow): boolean {
  if (row.served.share === 'public') return true
  if (who === null) return false
  return who.isAdmin || row.owner === who.user || (row.served.share === 'group' && who.groups.includes(row.served.shareGroup ?? ''))
}

/** The template of a draft, where it is sound. Throws Refusals: one for each thing that is not. */
function checked(draft: TemplateDraftBody, who: Who, author: string): Omit<Template, 'version'> {
  const { share: _s, shareGroup: _g, version: _v, ...rest } = draft
  // undefined fields are absent ones: JSON knows no other
  const template = JSON.parse(JSON.stringify({ ...rest, author })) as Omit<Template, 'version'>
  const problems = checkTemplate({ ...template, version: 1 })
  if (problems.length > 0)
    throw new Refusals(problems.map((p) => ({ message: p.message, loc: p.parameter === null ? ['body'] : ['body', 'parameters', p.parameter] })))
  sharing(draft, who)
  return template
}

function sharing(draft: TemplateDraftBody, who: Who): { readonly share: ServedTemplate['share']; readonly shareGroup: string | null } {
  if (draft.share !== 'group') return { share: draft.share, shareGroup: null }
  const group = draft.shareGroup?.trim() ?? ''
  if (group === '') throw new Fault('usage', 'Name the group to share with (shareGroup).', ['body', 'shareGroup'])
  if (!who.isAdmin && !who.groups.includes(group))
    throw new Fault('forbidden', `You are not in the group ${clip(group)}; you are in ${who.groups.join(', ') || 'none'}.`, ['body', 'shareGroup'])
  return { share: 'group', shareGroup: group }
}
