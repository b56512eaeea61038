/** Version 14: a check that runs tells how far it is, in words and numbers, and can be stopped from any process. */
export const checks = `
ALTER TABLE dax.check_run DROP CONSTRAINT check_run_state_check;
ALTER TABLE dax.check_run ADD CONSTRAINT check_run_state_check CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  ADD COLUMN progress jsonb, ADD COLUMN stop_wanted boolean NOT NULL DEFAULT false;
`
