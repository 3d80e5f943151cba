import { type ErrorFact, illegal } from './error-fact.ts'

/** Certificates, names and templates of push (push.md §3, §6; rest-groups-rooms.md §7.1). */
export const pushErrors = {
  'push.certificate_illegal': illegal('{detail}'),
  'push.certificate_exists': {
    status: 400,
    error: 'duplicate_unique_property_exists',
    exception: 'org.apache.usergrid.persistence.exceptions.DuplicateUniquePropertyExistsException',
    description: 'a notifier named {name} exists',
  },
  'push.certificate_unknown': {
    status: 404,
    error: 'entity_not_found',
    exception: 'org.apache.usergrid.persistence.exceptions.EntityNotFoundException',
    description: 'notifier is not exist',
  },
  'push.certificates_too_many': {
    status: 403,
    error: 'LimitException',
    exception: 'LimitException',
    description: 'exceed allowed notifiers {limit}',
  },
  'push.secrets_closed': {
    status: 501,
    error: 'not_implemented',
    exception: 'NotImplementedException',
    description: '{detail}',
  },
  'push.names_empty': illegal('put user push nicknames illegal empty request body'),
  'push.names_too_many': illegal('put user push nicknames exceeds the limit'),
  'push.name_too_long': illegal('{username} push nickname length exceeds the limit'),
  'push.template_unknown': {
    status: 400,
    error: 'EntityNotFoundException',
    exception: 'EntityNotFoundException',
    description: '{name} template is not exist',
  },
  'push.templates_too_many': {
    status: 403,
    error: 'LimitException',
    exception: 'LimitException',
    description: 'exceed allowed templates {limit}',
  },
} as const satisfies Record<string, ErrorFact>
