import type { AreaWords } from './area-words.ts'

export const service: AreaWords = {
  acts: {
    discover: 'SDKs read it before they log in, to learn at which addresses REST and the sockets are.',
    ready: 'Answers 503 while it is not ready, so that a load balancer sends no traffic.',
  },
  results: {
    discover:
      'Addresses of REST (`rest`) and of the sockets (`msync-ws`, `msync-wx`, `msync-im`), and flags, as texts',
    ping: '`{"result": "pong"}`',
    health: '`{"status": "ok"}`',
    ready: '`{"status": "ready"}`, or `not ready`; on one of several nodes also `nats`, the state of the bus',
  },
  asked: {
    app_key: 'App key, `{org}#{app}`',
    app_id: 'Agora app id, instead of the app key',
    logContent: 'Lines of the log',
  },
  answered: { status: '`ok`: kept' },
}
