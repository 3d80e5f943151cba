import type { Core } from '../../app/core.ts'
import type { LogKind } from '../../domain/log/log-key.ts'
import { keptNames, logKinds } from '../../domain/retention/kept-days.ts'
import { idTime } from '../../kernel/id-generator.ts'
import { performance } from '../../kernel/machine-time.ts'
import { type DataCommand, PartialFailure } from '../command.ts'

const retention: DataCommand = {
  name: 'retention',
  summary: 'Remove now what is no longer kept, or say what would go',
  details:
    'The server does this every hour by itself. How long messages, receipts and notices are kept: RINGPOST_KEEP_CHATS, _GROUPS, _ROOMS ' +
    'and _NOTICES for all apps, chatDays, groupDays, roomDays and noticeDays for one (ringpost app set). See docs/retention.md.',
  options: [['--dry-run', 'remove nothing; list what would go, by app and kind']],
  async run(core, { options, progress, signal }) {
    const note = noting(progress)
    if ('dryRun' in options) return preview(core, (rows) => note(`${rows} entries would go`), signal)
    const result = await core.retention.run((rows) => note(`${rows} entries removed`), signal)
    if (result === undefined) throw new PartialFailure('another node is removing at the moment')
    const rows = result.removed.map((each) => `${nameOf(core, each)}\t${each.rows} entries removed`)
    const summary = rows.length === 0 ? 'nothing to remove' : rows.join('\n')
    if (signal.aborted) throw new PartialFailure(`${summary}\nnot finished: the next run continues`)
    return summary
  },
}

async function preview(core: Core, note: (rows: number) => void, signal: AbortSignal): Promise<string> {
  const tallies = await core.retention.preview(note, signal)
  const lines = tallies.map((each) => {
    const oldest = new Date(idTime(each.oldest)).toISOString()
    return `${nameOf(core, each)}\t${each.rows} entries, oldest of ${oldest}, about ${Math.ceil(each.bytes / 1024)} KiB`
  })
  return [...(lines.length === 0 ? ['nothing would go'] : lines), ...advice(core)].join('\n')
}

/** Says where files stay longer than the messages that refer to them. */
function advice(core: Core): string[] {
  return core.apps.list().flatMap((app) => {
    const days = core.retention.daysOf(app)
    const messages = logKinds.filter((kind) => kind !== 'inbox').map((kind) => days[kind])
    const longest = messages.includes(0) ? 0 : Math.max(...messages)
    const { fileDays } = app.settings
    if (longest === 0 || (fileDays !== 0 && fileDays <= longest)) return []
    const kept = fileDays === 0 ? 'forever' : `${fileDays} days`
    return [`${app.key}: messages are kept for ${longest} days at most, uploaded files ${kept} (fileDays)`]
  })
}

function nameOf(core: Core, { app, kind }: { app: number; kind: LogKind }): string {
  return `${core.apps.byRow(app)?.key ?? app}\t${keptNames[kind]}`
}

/** Passes on a note a second. */
function noting(progress: (line: string) => void): (line: string) => void {
  let notedAt = performance.now()
  return (line) => {
    if (performance.now() - notedAt < 1000) return
    notedAt = performance.now()
    progress(line)
  }
}

export const retentionCommands: readonly DataCommand[] = [retention]
