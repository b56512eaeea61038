import { listTokens, revokeToken, userToken } from '../../archive/auth/token-rows.ts'
import { isName, saveUser, userByName } from '../../archive/auth/user-rows.ts'
import { allScopes, isScope, scopes, type Scope } from '../../contract/auth.ts'
import { Fault } from '../../fault.ts'
import { ownerName, oneTimePath } from '../../services/auth/one-time-link.ts'
import { issueToken } from '../../services/auth/issue-token.ts'
import { openArchive, type OpenArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command, type OptionValues } from './command.ts'

const adminScopes: readonly Scope[] = ['exec:admin', 'admin:token']

export const tokenCommand: Command = {
  summary: 'create, list and revoke access tokens',
  help: `dax token create --user NAME [--name TEXT] [--scope SCOPE,…] [--expires DAYS] [--group NAME,…] [--admin] [--data DIR]
dax token list --user NAME [--data DIR]
dax token revoke KEY --user NAME [--data DIR]
dax token link [--user NAME] [--url ADDRESS] [--data DIR]

Makes tokens for clients that are no browser. A token is printed once, when it is made; the archive keeps a digest of it only. A user that is not known
yet is made. Clients send it as "Authorization: Bearer gt-…". "link" prints an address that signs a user in, once, within a day (default: the owner).

Options:
      --user NAME       whose token it is
      --name TEXT       what it is for, such as "notebook"; one name, one token
      --scope LIST      what it may do, with commas between (default: all of these that no administrator is needed for)
${Object.entries(scopes)
  .map(([name, what]) => `                        ${name.padEnd(17)} ${what}`)
  .join('\n')}
      --expires DAYS    how long it lasts (default: until it is revoked)
      --group LIST      makes these the groups of the user
      --url ADDRESS     link: where dax is reached (default: DAX_PUBLIC_URL, else http://localhost:8700)
      --admin           makes the user an administrator, and the token one of an administrator
${dataHelp}

Examples:
  dax token create --user ada --name notebook --scope read:tap,read:image --expires 90
  dax token create --user pipeline --scope write:processing
  dax token list --user ada`,
  options: {
    ...dataOption,
    user: { type: 'string' },
    name: { type: 'string' },
    scope: { type: 'string' },
    expires: { type: 'string' },
    group: { type: 'string' },
    admin: { type: 'boolean' },
    url: { type: 'string' },
  },
  files: { least: 1, most: 2 },
  async run(options, [action = '', key]) {
    const user = textOption(options, 'user') ?? (action === 'link' ? ownerName : '')
    if (!isName(user)) throw new Fault('usage', `--user is "${user}"; letters, digits and . _ - expected, a letter first`, ['user'])
    const act = { create, list, revoke, link }[action]
    if (act === undefined) throw new Fault('usage', `"${action}" is none of create, list, revoke, link`, ['action'])
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }))
    try {
      await act(archive, user, options, key ?? '')
    } finally {
      await archive.close()
    }
    return 0
  },
}

async function create({ ports }: OpenArchive, user: string, options: OptionValues): Promise<void> {
  const now = ports.clock.now().getTime()
  const isAdmin = options['admin'] === true
  const groups = listOf(options, 'group')
  const wrong = groups?.find((name) => !isName(name))
  if (wrong !== undefined) throw new Fault('usage', `--group has "${wrong}"; letters, digits and . _ - expected, a letter first`, ['group'])
  await ports.db.transaction((tx) => saveUser(tx, { user, ...(isAdmin ? { isAdmin } : {}), ...(groups === undefined ? {} : { groups }) }, now))
  const { token, row } = await issueToken(ports, {
    user,
    type: 'user',
    name: textOption(options, 'name') ?? null,
    scopes: scopesOf(options, isAdmin),
    expiresMs: expiryOf(options, now),
    by: { actor: '<command line>', address: null },
  })
  say(token)
  process.stderr.write(
    `Keep it: it is not shown again. It may ${row.scopes.join(' ')}${row.expiresMs === null ? '' : `, until ${new Date(row.expiresMs).toISOString().slice(0, 16)}Z`}.\n`,
  )
}

async function list({ ports }: OpenArchive, user: string): Promise<void> {
  if ((await userByName(ports.db, user)) === null) throw new Fault('usage', `nobody is called ${user} here`, ['user'])
  for (const one of await listTokens(ports.db, user, ports.clock.now().getTime())) {
    const until = one.expiresMs === null ? 'no end' : `until ${new Date(one.expiresMs).toISOString().slice(0, 10)}`
    say(`${one.key}  ${one.type.padEnd(7)}  ${until.padEnd(16)}  ${one.name ?? ''}  ${one.scopes.join(' ')}`)
  }
}

async function revoke({ ports }: OpenArchive, user: string, _options: OptionValues, key: string): Promise<void> {
  const now = ports.clock.now().getTime()
  const found = await userToken(ports.db, user, key.replace(/^gt-/u, '').replace(/\..*$/u, ''), now)
  if (found === null) throw new Fault('usage', `${user} has no token "${key}"; "dax token list" names them`, ['key'])
  await ports.db.transaction((tx) => revokeToken(tx, found, { actor: '<command line>', address: null }, now))
  say(`The token ${found.key} of ${user} holds no more.`)
}

async function link({ ports }: OpenArchive, user: string, options: OptionValues): Promise<void> {
  if (user !== ownerName && (await userByName(ports.db, user)) === null) throw new Fault('usage', `nobody is called ${user} here`, ['user'])
  const url = textOption(options, 'url') ?? ports.config.publicUrl ?? 'http://localhost:8700'
  say(`${url.replace(/\/+$/u, '')}${await oneTimePath(ports, user)}`)
}

function listOf(options: OptionValues, name: string): readonly string[] | undefined {
  return textOption(options, name)
    ?.split(/[\s,]+/u)
    .filter((word) => word !== '')
}

function scopesOf(options: OptionValues, isAdmin: boolean): readonly Scope[] {
  const asked = listOf(options, 'scope')
  if (asked === undefined) return allScopes.filter((scope) => isAdmin || (!adminScopes.includes(scope) && scope !== 'write:processing'))
  return asked.map((text) => {
    if (!isScope(text)) throw new Fault('usage', `--scope has "${text}"; there are ${allScopes.join(', ')}`, ['scope'])
    return text
  })
}

function expiryOf(options: OptionValues, now: number): number | null {
  const days = textOption(options, 'expires')
  if (days === undefined) return null
  if (!/^\d{1,5}$/u.test(days) || Number(days) === 0) throw new Fault('usage', `--expires is "${days}"; a number of days expected`, ['expires'])
  return now + Number(days) * 86_400_000
}
