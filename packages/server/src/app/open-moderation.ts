import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import type { Journal } from '../domain/log/journal.ts'
import { Moderation } from '../domain/moderation/moderation.ts'
import { ModerationExports } from '../domain/moderation/moderation-exports.ts'
import { ModerationRecorder } from '../domain/moderation/moderation-recorder.ts'
import { RecordPruner } from '../domain/moderation/record-pruner.ts'
import type { TextJudge } from '../domain/moderation/text-judge.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import { faultReport } from './fault-report.ts'
import { messageCodec } from './message-codec.ts'

export function openModeration({
  stores,
  apps,
  leases,
  ids,
  textJudge,
  journal,
  log,
}: {
  stores: Stores
  apps: AppRegistry
  leases: Leases
  ids: IdGenerator
  textJudge: TextJudge
  journal: Journal
  log: Logger
}) {
  const store = stores.moderationRecords
  const onError = faultReport(log, 'records of moderation not kept')
  const recordPruner = new RecordPruner({ store, apps, leases, clock: ids.clock, onError })
  const recorder = new ModerationRecorder({ store, pruner: recordPruner, journal, ids, onError })
  return {
    recordPruner,
    recorder,
    moderation: new Moderation(textJudge, messageCodec, recorder),
    moderationExports: new ModerationExports({ store, recorder, ids }),
  }
}
