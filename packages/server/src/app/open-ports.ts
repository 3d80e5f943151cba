import type { TcpGateway } from '../gateway/tcp/tcp-gateway.ts'
import type { ApiServer } from '../http/api-server.ts'
import { isTrusted, placeOf } from '../http/client-network.ts'
import { Certificate } from '../listener/certificate.ts'
import { Port, type PortOptions } from '../listener/port.ts'
import { type Config, ConfigError } from './config.ts'

export interface OpenPorts {
  port: number
  msyncPort: number | undefined
  /** Takes no more connections; resolves when all are gone. */
  close(): Promise<void>
}

/** Listens on the ports of the configuration. @throws ConfigError for a certificate that cannot be used, or the error of the system. */
export async function openPorts(
  config: Config,
  parts: { api: ApiServer; tcp: TcpGateway; onError(error: unknown): void },
): Promise<OpenPorts> {
  const certificate = await openCertificate(config, parts.onError)
  const options: PortOptions = {
    http: undefined,
    msync: (socket, address) => parts.tcp.open(socket, placeOf(socket, address)),
    tls: certificate && (() => certificate.context),
    isProxy:
      config.proxyProtocol === 'on' ? (address) => isTrusted(address, config.trustedProxies) : undefined,
  }
  const port = new Port({ ...options, http: (socket, address) => parts.api.accept(socket, address) })
  const msync = config.msyncPort === undefined ? undefined : new Port(options)
  const close = async () => {
    certificate?.close()
    await Promise.all([port.close(), msync?.close()])
  }
  try {
    return {
      port: await port.listen(config.port, config.host),
      msyncPort: await msync?.listen(config.msyncPort!, config.host),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openCertificate(
  { tlsCert, tlsKey }: Config,
  onError: (error: unknown) => void,
): Promise<Certificate | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  const onFault = (cause: unknown) =>
    onError(new Error('the new TLS certificate cannot be used, the one before it stays', { cause }))
  try {
    return await Certificate.open({ cert: tlsCert, key: tlsKey }, onFault)
  } catch (error) {
    throw new ConfigError(
      `RINGPOST_TLS_CERT and RINGPOST_TLS_KEY must be a certificate and its key: ${(error as Error).message}`,
    )
  }
}
