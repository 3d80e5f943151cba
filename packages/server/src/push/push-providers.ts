import { type Outgoing, OutgoingFault } from '../domain/outgoing/outgoing.ts'
import type { PushService } from '../domain/push/push-certificate.ts'
import type { PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { machineTime } from '../kernel/machine-time.ts'
import { ApnsProvider } from './apns-provider.ts'
import { FcmProvider } from './fcm-provider.ts'
import { HarmonyProvider } from './harmony-provider.ts'
import { HonorProvider } from './honor-provider.ts'
import { HuaweiProvider } from './huawei-provider.ts'
import { MeizuProvider } from './meizu-provider.ts'
import { OppoProvider } from './oppo-provider.ts'
import { PushFailure } from './push-failure.ts'
import { ServiceHttp } from './service-http.ts'
import { VivoProvider } from './vivo-provider.ts'
import { WebPushProvider } from './web-push-provider.ts'
import { WebhookProvider } from './webhook-provider.ts'
import { XiaomiProvider } from './xiaomi-provider.ts'

/** Addresses that replace all hosts of a service; `WEBPUSH` and `WEBHOOK` have none of their own. */
export type PushUrls = Readonly<Partial<Record<Exclude<PushService, 'WEBPUSH' | 'WEBHOOK'>, string>>>

export interface PushProvidersOptions {
  /** For addresses that owners and users of apps choose, and the services' own. */
  outgoing: Outgoing
  /** For addresses that the operator has set: they may be internal. */
  trusted: Outgoing
  /** Without a slash at the end. */
  urls: PushUrls
  now?: () => number
  /** ms for one push. */
  patienceMs?: number
  /** Authorities that APNs is trusted by, instead of the usual ones. */
  apnsCa?: string
}

export type PushProviders = Readonly<Record<PushService, PushProvider>>

/** An adapter for every push service. `close` ends connections that are kept. */
export function pushProviders({
  outgoing,
  trusted,
  urls,
  now = machineTime,
  patienceMs = 10_000,
  apnsCa,
}: PushProvidersOptions): {
  providers: PushProviders
  close(): void
} {
  const http = (service?: keyof PushUrls) => {
    const base = service && urls[service]
    return new ServiceHttp(base === undefined ? outgoing : trusted, patienceMs, base)
  }
  const apns = new ApnsProvider({
    base: urls.APNS,
    now,
    patienceMs,
    ...(apnsCa !== undefined && { ca: apnsCa }),
  })
  const providers = {
    APNS: guarded(apns),
    ANDROID: guarded(new FcmProvider(http('ANDROID'), now)),
    HUAWEIPUSH: guarded(new HuaweiProvider(http('HUAWEIPUSH'), now)),
    HONOR: guarded(new HonorProvider(http('HONOR'), now)),
    XIAOMIPUSH: guarded(new XiaomiProvider(http('XIAOMIPUSH'), now)),
    OPPOPUSH: guarded(new OppoProvider(http('OPPOPUSH'), now)),
    VIVOPUSH: guarded(new VivoProvider(http('VIVOPUSH'), now)),
    MEIZUPUSH: guarded(new MeizuProvider(http('MEIZUPUSH'), now)),
    HARMONYOS: guarded(new HarmonyProvider(http('HARMONYOS'), now)),
    WEBPUSH: guarded(new WebPushProvider(http(), now)),
    WEBHOOK: guarded(new WebhookProvider(outgoing)),
  }
  return { providers, close: () => apns.close() }
}

/** Makes results of everything that is thrown: a push never fails its caller. Messages of unknown errors may hold secrets and are left out. */
function guarded(provider: PushProvider): PushProvider {
  return {
    async push(...push): Promise<PushResult> {
      try {
        return await provider.push(...push)
      } catch (error) {
        if (error instanceof PushFailure) return error.result
        if (!(error instanceof OutgoingFault)) {
          const { code = 'unknown' } = error as NodeJS.ErrnoException
          return { kind: 'refused', detail: `the push cannot be made from this (${code})`, answer: null }
        }
        const detail = `the service cannot be reached: ${error.message}`
        return error.reason === 'forbidden'
          ? { kind: 'refused', detail, answer: null }
          : { kind: 'later', detail, answer: null, afterMs: null }
      }
    },
  }
}
