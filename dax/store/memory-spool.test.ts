import { memorySpool } from './memory-spool.ts'
import { spoolContract } from './testing/spool-contract.ts'

spoolContract('in memory', async () => memorySpool())
