// Baseline: the same request with a popular framework: routing, schemas for body and reply, no logging.
import { fastify } from 'fastify'
import { announce } from './harness/announce.ts'

const app = fastify()
app.post<{ Body: { to: string[] } }>(
  '/:org/:app/messages/users',
  {
    schema: {
      body: {
        type: 'object',
        required: ['from', 'to', 'type', 'body'],
        properties: {
          from: { type: 'string' },
          to: { type: 'array', items: { type: 'string' }, minItems: 1 },
          type: { type: 'string' },
          body: { type: 'object', required: ['msg'], properties: { msg: { type: 'string' } } },
        },
      },
      response: {
        200: {
          type: 'object',
          properties: { data: { type: 'object', additionalProperties: { type: 'string' } } },
        },
      },
    },
  },
  async ({ body }) => ({ data: { [body.to[0]!]: '1234567890123456' } }),
)
await app.ready()
announce(app.server)
