import { parseArgs } from 'node:util'
import { authHelp } from './auth-settings.ts'
import { backupCommand, restoreCommand } from './commands/backup.ts'
import { checkCommand } from './commands/check.ts'
import type { Command } from './commands/command.ts'
import { demoCommand } from './commands/demo.ts'
import { eventsCommand } from './commands/events.ts'
import { importCommand } from './commands/import.ts'
import { ingestCommand } from './commands/ingest.ts'
import { migrateCommand } from './commands/migrate.ts'
import { provenanceCommand } from './commands/provenance.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { serveCommand } from './commands/serve.ts'
import { tokenCommand } from './commands/token.ts'
import { watchCommand } from './commands/watch.ts'
import { projectVersion } from './project.ts'
import { environmentHelp } from './settings.ts'
import { complain, failureText, say } from './terminal.ts'

const commands: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  ingest: ingestCommand,
  watch: watchCommand,
  import: importCommand,
  events: eventsCommand,
  provenance: provenanceCommand,
  demo: demoCommand,
  check: checkCommand,
  backup: backupCommand,
  restore: restoreCommand,
  rebuild: rebuildCommand,
  migrate: migrateCommand,
  token: tokenCommand,
}

const overview = `dax: an archive of sky images, with Virtual Observatory services

Usage: dax COMMAND [options]

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`)
  .join('\n')}

"dax COMMAND --help" tells more, with examples. Try "dax serve --demo".

${environmentHelp}
${authHelp}

Exit codes: 0 done; 1 failed, or nothing could be taken in; 2 the command line is wrong.`

/** Runs one command line (without node and script); returns the exit code: 0 done, 1 failed, 2 wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = name === 'help' && rest[0] !== undefined ? commands[rest[0]] : undefined
    say(asked?.help ?? overview)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-V') {
    say(projectVersion())
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    complain(`dax: there is no command "${name}". The commands are: ${Object.keys(commands).join(', ')}. See "dax --help".`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    say(command.help)
    return 0
  }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: rest, options: command.options, allowPositionals: true, strict: true })
    checkCount(name, command, parsed.positionals, parsed.values)
  } catch (error) {
    complain(`dax ${name}: ${(error as Error).message.split('. To specify a positional')[0] ?? ''} See "dax ${name} --help".`)
    return 2
  }
  try {
    return await command.run(parsed.values as Record<string, string | boolean | undefined>, parsed.positionals)
  } catch (error) {
    const { text, expected } = failureText(error)
    complain(`dax ${name}: ${text}`)
    if (!expected && error instanceof Error)
      complain(process.env.DAX_DEBUG === undefined ? 'Set DAX_DEBUG=1 to see where it failed.' : (error.stack ?? ''))
    return 1
  }
}

function checkCount(name: string, command: Command, files: readonly string[], values: Readonly<Record<string, unknown>>): void {
  const { most, unless } = command.files
  const least = unless !== undefined && values[unless] === true ? 0 : command.files.least
  if (files.length < least) throw new Error(`${least === 1 ? 'a file' : `${least} files`} expected, none was given.`)
  if (files.length > most)
    throw new Error(most === 0 ? `"${files[0] ?? ''}" is no option of ${name}.` : `${files.length} files were given; at most ${most} expected.`)
}
