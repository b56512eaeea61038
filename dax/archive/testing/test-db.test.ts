import { describe, expect, it } from 'vitest'
import { steps } from '../migrate.ts'
import { geometrySql } from '../sql/geometry.sql.ts'
import { jobSql } from '../sql/job.sql.ts'
import { searchSql } from '../sql/search.sql.ts'
import { testDbVersion } from './test-db.ts'

describe('the stored archive of tests', () => {
  it('is named by what it was made from: the text of the SQL files is part of the steps', async () => {
    const text = steps.map((step) => step.sql).join('\n')
    for (const sql of [geometrySql, jobSql, searchSql]) expect(text.includes(sql)).toBe(true)
    expect(await testDbVersion()).toMatch(/^[0-9a-f]{16}$/u)
    expect(await testDbVersion()).toBe(await testDbVersion())
  })
})
