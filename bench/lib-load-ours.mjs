// Reads a VOTable file with vo/votable/read.ts (already made one module: argv 2) in a process of its own; prints rows, seconds, peak MB.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const [module, file] = process.argv.slice(2)
const { readVotable } = await import(pathToFileURL(module).href)
const began = performance.now()
const read = await readVotable(Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 18 })))
if (!read.ok) throw new Error(read.error.message)
process.stdout.write(`${read.value.table.length} ${(performance.now() - began) / 1000} ${process.resourceUsage().maxRSS / 1024}\n`)
