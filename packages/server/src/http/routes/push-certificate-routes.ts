import { ApiError, push as operations } from '@ringpost/contract'
import { isJsonObject } from '@ringpost/protocol/json'
import { certificateFields } from '../../domain/push/certificate-fields.ts'
import type { PushCertificate } from '../../domain/push/push-certificate.ts'
import type { PushCertificates } from '../../domain/push/push-certificates.ts'
import { parseBody } from '../body-reader.ts'
import { type Binding, bind, type RequestStream } from '../request-context.ts'
import { FORM_BYTES, readUploadForm } from '../upload-form.ts'

/** A p12 file with a chain of certificates has a few KiB. */
const BYTES = 64 * 1024

/** What the app needs to use push services ("notifiers", push.md §6). */
export function pushCertificateRoutes({
  pushCertificates,
}: {
  pushCertificates: PushCertificates
}): Binding[] {
  return [
    bind(operations.pushCertificates, async ({ app }) => {
      const certificates = await pushCertificates.list(app.id)
      return { reply: certificates.map(certificateJson), count: certificates.length }
    }),

    bind(operations.addPushCertificate, async ({ app, stream }) => {
      const { fields, file } = await received(stream)
      const { notifierId } = fields
      const certificate =
        typeof notifierId === 'string' && notifierId !== ''
          ? await pushCertificates.change(app, notifierId, { fields, file })
          : await pushCertificates.add(app, { fields, file })
      return { reply: [certificateJson(certificate)] }
    }),

    bind(operations.removePushCertificate, async ({ app, params }) => {
      const certificate = await pushCertificates.remove(app, params.certificate)
      return { reply: [certificateJson(certificate)] }
    }),
  ]
}

async function received(
  stream: RequestStream,
): Promise<{ fields: Record<string, unknown>; file: Uint8Array | undefined }> {
  const type = stream.headers['content-type']
  if (type?.toLowerCase().startsWith('multipart/')) {
    const form = await readUploadForm(
      stream.body(),
      type,
      { limit: BYTES + FORM_BYTES, field: 'file' },
      async (part) => ({
        bytes: await gathered(part.bytes),
        discard: async () => {},
      }),
    )
    const { bytes } = form.file ?? {}
    return { fields: Object.fromEntries(form.fields), file: bytes?.length === 0 ? undefined : bytes }
  }
  const fields = parseBody(await gathered(stream.body()), type) ?? {}
  if (!isJsonObject(fields)) throw new ApiError('request.argument_illegal')
  return { fields, file: undefined }
}

async function gathered(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > BYTES) throw new ApiError('request.too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function certificateJson(certificate: PushCertificate) {
  const { settingsName, settings } = certificateFields[certificate.service]
  const known = Object.keys(settings).filter((name) => certificate.settings[name] !== undefined)
  return {
    uuid: certificate.uuid,
    type: 'notifier' as const,
    name: certificate.name,
    created: certificate.createdAt,
    modified: certificate.modifiedAt,
    disabled: certificate.disabled,
    provider: certificate.service,
    environment: certificate.environment,
    packageName: certificate.packageName,
    certificate: '' as const,
    [settingsName]: Object.fromEntries(known.map((name) => [name, certificate.settings[name]])),
  }
}
