import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/**
 * What waits is found by certificate, so that services which are busy or away hold up no others, and in the order in which it is due: however
 * many jobs wait, as many are read as are taken. Claims are few.
 */
export const pushJobOrder: Migration = {
  name: '0045-push-job-order',
  async up(db) {
    await db.schema.dropIndex('push_job_due').execute()
    await db.schema
      .createIndex('push_job_waiting')
      .on('push_job')
      .columns(['app', 'certificate', 'due_at', 'id'])
      .where(sql.ref('claimed'), '=', sql.lit(0))
      .execute()
    await db.schema
      .createIndex('push_job_claimed')
      .on('push_job')
      .columns(['app', 'user', 'device', 'certificate'])
      .where(sql.ref('claimed'), '=', sql.lit(1))
      .execute()
    await db.schema
      .createIndex('push_job_claim_end')
      .on('push_job')
      .column('due_at')
      .where(sql.ref('claimed'), '=', sql.lit(1))
      .execute()
  },
}
