import { resolve } from 'node:path'
import { performance } from '../../kernel/machine-time.ts'
import { type DataCommand, PartialFailure, UsageError } from '../command.ts'
import { requireApp } from './app-commands.ts'

const importMessages: DataCommand = {
  name: 'import',
  args: '<org#app> <file.jsonl[.gz]>',
  summary: 'Import the messages of another system',
  details:
    'The file holds one JSON object per line: {chat_type, from, to, type, body, timestamp, ext?, is_read?, id?}, or records of a ' +
    'history export. If interrupted, run it again to continue. Unusable lines are listed at the end.',
  async run(core, { args: [key = '', name = ''], cwd, progress: show, signal }) {
    const app = requireApp(core, key)
    const { importFile } = await import('../import/import-file.ts')
    const startedAt = performance.now()
    let startedWith: number | undefined
    const seconds = () => (performance.now() - startedAt) / 1000
    const done = await importFile({
      imports: core.imports,
      app,
      file: resolve(cwd, name),
      fileBase: `${core.publicUrl ?? 'http://localhost'}/${app.org}/${app.name}/chatfiles/`,
      kept: core.retention.daysOf(app),
      onProgress({ lines, bytes, bad }) {
        startedWith ??= lines
        const rate = Math.round((lines - startedWith) / seconds())
        show(`${lines} lines · ${rate}/s · ${bytes} bytes · ${bad} bad`)
      },
      signal,
    }).catch((error: NodeJS.ErrnoException) => {
      // The file is missing, unreadable, or not what its name says.
      if (/^[EZ]/.test(error.code ?? '')) throw new UsageError(error.message)
      throw error
    })
    const summary =
      `${done.imported} messages imported, ${done.repeated} of them already present, ` +
      `${done.bad} bad lines, ${seconds().toFixed(1)} s`
    if (done.bad > 0) throw new PartialFailure([summary, ...done.complaints].join('\n'))
    return summary
  },
}

export const importCommands: readonly DataCommand[] = [importMessages]
