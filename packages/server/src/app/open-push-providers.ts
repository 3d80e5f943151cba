import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import { HttpOutgoing } from '../fetch/http-outgoing.ts'
import { type PushProviders, pushProviders } from '../push/push-providers.ts'
import type { Config } from './config.ts'

/** Opens the adapters of push services. Addresses that the operator has set may be internal; those of apps go through `outgoing`. */
export function openPushProviders(
  { pushUrls: urls }: Pick<Config, 'pushUrls'>,
  outgoing: Outgoing,
): { providers: PushProviders; close(): void } {
  const trusted = new HttpOutgoing({ allows: () => true })
  const opened = pushProviders({ outgoing, trusted, urls })
  return {
    providers: opened.providers,
    close() {
      opened.close()
      trusted.close()
    },
  }
}
