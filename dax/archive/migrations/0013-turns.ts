/** Version 13: jobs that outlive the server that runs them: which one it is, and how often the job was begun. */
export const turns = `
ALTER TABLE dax.job ADD COLUMN worker text;
ALTER TABLE dax.job ADD COLUMN tries integer NOT NULL DEFAULT 0;
`
