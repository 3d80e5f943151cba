import { Worker } from 'node:worker_threads'
import { bootstrap } from '../harness/test-server.ts'

/** What a bystander observed: how long something took, or what was wrong. */
export type Observation = { what: string; ms: number } | { what: string; fault: string }

/** Limit in ms on how long others have to wait during the attack, even on a busy machine. */
const PATIENCE = 5000
/** Number of times kept for the summary. */
const KEPT = 20_000

/** Two well-behaved clients in their own thread, unaffected by the fuzzer's own work. */
export class Bystanders {
  readonly #worker: Worker
  readonly #times: number[] = []
  #count = 0

  private constructor(worker: Worker, onFault: (fault: string) => void) {
    this.#worker = worker
    worker.on('message', (seen: Observation) => {
      if ('fault' in seen) return onFault(`a bystander: ${seen.what}: ${seen.fault}`)
      this.#times[this.#count++ % KEPT] = seen.ms
      if (seen.ms > PATIENCE) onFault(`a bystander waited ${Math.round(seen.ms)} ms for: ${seen.what}`)
    })
    worker.on('error', (error) => onFault(`a bystander: ${error}`))
  }

  static async start(url: string, onFault: (fault: string) => void): Promise<Bystanders> {
    const [, clientId, clientSecret] = bootstrap.split(',')[1]!.split(':')
    async function post(path: string, body: object, token?: string): Promise<{ access_token?: string }> {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const reply = await fetch(`${url}/other/chat${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      if (!reply.ok) throw new Error(`bystanders: POST ${path}: ${reply.status} ${await reply.text()}`)
      return (await reply.json()) as { access_token?: string }
    }
    const { access_token } = await post('/token', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    const users = ['dora', 'emil'].map((username) => ({ username, password: 'pw' }))
    await post('/users', users, access_token)
    const workerData = { url, clientId, clientSecret }
    return new Bystanders(new Worker(new URL('./bystander.ts', import.meta.url), { workerData }), onFault)
  }

  /** How long they waited. */
  get summary(): string {
    const sorted = this.#times.toSorted((a, b) => a - b)
    const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN)
    return `others waited ${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(1)} ms (longest) of ${this.#count} times`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
