import { dbContract } from './testing/db-contract.ts'
import { testDb } from './testing/test-db.ts'

dbContract('PGlite', testDb, { cancels: false, pulls: false })
