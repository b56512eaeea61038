import { Fault } from '../../fault.ts'
import { ensureBaseMap, ensureDemo } from '../demo-archive.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const demoCommand: Command = {
  summary: 'load the demo survey: a synthetic LSSTCam with images, objects and a base map',
  help: `dax demo [--size full|page] [--data DIR]

Loads the demo survey into the archive, and draws the base map of the sky. Nothing happens where it is there already. The same seed gives the
same survey everywhere; its pixels are rendered when someone asks for them. Everything in it is marked synthetic.

Options:
      --size SIZE      full: three nights with 370,000 images, and the processing log of a fourth, of 1,000 visits
                       (default); page: one small night
${dataHelp}

Examples:
  dax demo
  dax demo --size page --data /tmp/small`,
  options: { ...dataOption, size: { type: 'string' } },
  files: { least: 0, most: 0 },
  async run(options) {
    const size = textOption(options, 'size') ?? 'full'
    if (size !== 'full' && size !== 'page') throw new Fault('usage', `--size is "${size}"; full or page expected`, ['size'])
    const settings = settingsOf({ data: textOption(options, 'data') })
    const archive = await openArchive(settings, { makeEmpty: true })
    try {
      await ensureDemo(archive, settings.dataDir, size)
      await ensureBaseMap(settings.dataDir)
    } finally {
      await archive.close()
    }
    return 0
  },
}
