/**
 * Version 12: what ends a load that goes on while the archive is served (dax/demo/load-history.ts): statements that make the indexes and references that
 * were put aside for it. While there are rows, something of the archive is still to come.
 */
export const later = `
CREATE TABLE dax.load_later (step integer PRIMARY KEY, statement text NOT NULL);
`
