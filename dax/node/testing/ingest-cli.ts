import { ingestCommand } from '../commands/ingest.ts'

/** "dax ingest" alone, so that a test can start and kill it quickly: FOLDER DATA. */
const [folder = '', data = ''] = process.argv.slice(2)
process.exitCode = await ingestCommand.run({ data }, [folder])
