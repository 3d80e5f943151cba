import { type ErrorFact, exceeded, forbidden, illegal } from './error-fact.ts'

const unknown = (description: string, exception: string): ErrorFact => ({
  status: 404,
  error: 'service_resource_not_found',
  exception,
  description,
})
const conflict = (description: string): ErrorFact => ({
  status: 409,
  error: 'conflict',
  exception: 'WebhookConflictException',
  description,
})

/** Rules of webhooks. The vendor has them in its console only: texts are ours. */
export const webhookErrors = {
  'webhook.unknown': unknown('webhook not found', 'WebhookNotFoundException'),
  'webhook.delivery_unknown': unknown('delivery not found', 'WebhookDeliveryNotFoundException'),
  'webhook.field_illegal': illegal('param {field} is illegal'),
  'webhook.url_illegal': illegal('param url must be an http or https URL without user name and password'),
  'webhook.url_internal': forbidden(
    'param url is an internal address: set RINGPOST_ALLOW_INTERNAL_FETCH=on to call servers in your own network',
  ),
  'webhook.exists': conflict('a webhook of this name exists'),
  'webhook.changed': conflict('the webhook was changed at the same time, try again'),
  'webhook.too_many': exceeded('an app has at most {limit} webhooks'),
  'webhook.secrets_unavailable': {
    status: 503,
    error: 'service_unavailable',
    exception: 'ServiceUnavailableException',
    description: 'secrets cannot be stored: set RINGPOST_SECRET_KEY',
  },
} as const satisfies Record<string, ErrorFact>
