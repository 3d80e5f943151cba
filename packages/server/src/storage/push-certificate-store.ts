import { ApiError } from '@ringpost/contract/errors'
import { type Selectable, sql } from 'kysely'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushCertificateStore, SealedCertificate } from '../domain/push/push-certificate-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import type { PushCertificateTable } from './schema.ts'

export function pushCertificateStore({ reads, writes, together, flavour }: Connection): PushCertificateStore {
  const turnOf = (app: number) => {
    const turn = flavour.turn([`${app}/push certificates`])?.compile(writes)
    return turn === undefined ? [] : [turn]
  }
  const others = ({ app, name, uuid }: SealedCertificate) =>
    writes
      .selectFrom('push_certificate')
      .select('uuid')
      .where('app', '=', app)
      .where('name', '=', name)
      .where('uuid', '<>', uuid)

  return {
    async list(app) {
      const rows = await reads
        .selectFrom('push_certificate')
        .selectAll()
        .where('app', '=', app)
        .orderBy('created_at')
        .orderBy('uuid')
        .execute()
      return rows.map(toCertificate)
    },

    async appsWithEnabled() {
      const rows = await reads
        .selectFrom('push_certificate')
        .select('app')
        .distinct()
        .where('disabled', '=', 0)
        .execute()
      return rows.map(({ app }) => app)
    },

    async add(certificate, limit) {
      const { app, name } = certificate
      const count = sql<number>`count(*)`
      const beyond = writes
        .selectFrom('push_certificate')
        .select(count.as('certificates'))
        .where('app', '=', app)
        .having(count, '>', limit)
      await together([
        ...turnOf(app),
        guarded(others(certificate).compile(), 0, () => new ApiError('push.certificate_exists', { name })),
        writes.insertInto('push_certificate').values(toRow(certificate)).compile(),
        guarded(beyond.compile(), 0, () => new ApiError('push.certificates_too_many', { limit })),
      ])
    },

    async change(certificate) {
      const { app, uuid, name } = certificate
      const { created_at: _, ...changes } = toRow(certificate)
      const update = writes
        .updateTable('push_certificate')
        .set(changes)
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .returning('uuid')
        .compile()
      await together([
        ...turnOf(app),
        guarded(others(certificate).compile(), 0, () => new ApiError('push.certificate_exists', { name })),
        guarded(update, 1, () => new ApiError('push.certificate_unknown')),
      ])
    },

    async remove(app, uuid) {
      const removal = writes
        .deleteFrom('push_certificate')
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .returning('uuid')
        .compile()
      await together([guarded(removal, 1, () => new ApiError('push.certificate_unknown'))])
    },
  }
}

function toRow(certificate: SealedCertificate): PushCertificateTable {
  return {
    app: certificate.app,
    uuid: certificate.uuid,
    name: certificate.name,
    service: certificate.service,
    environment: certificate.environment,
    package_name: certificate.packageName,
    disabled: certificate.disabled ? 1 : 0,
    settings: JSON.stringify(certificate.settings),
    sealed: certificate.sealed,
    created_at: certificate.createdAt,
    modified_at: certificate.modifiedAt,
  }
}

function toCertificate(row: Selectable<PushCertificateTable>): SealedCertificate {
  return {
    app: row.app,
    uuid: row.uuid,
    name: row.name,
    service: row.service as PushCertificate['service'],
    environment: row.environment as PushCertificate['environment'],
    packageName: row.package_name,
    disabled: row.disabled === 1,
    settings: JSON.parse(row.settings) as PushCertificate['settings'],
    sealed: row.sealed,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}
