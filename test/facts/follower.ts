import type { Fact, FactKind } from '../../packages/server/src/domain/facts/fact.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

let count = 0

/** A subscriber of a running server that keeps the facts it gets. */
export class Follower {
  readonly facts: Fact[] = []
  readonly #server: TestServer
  readonly #name: string

  private constructor(server: TestServer) {
    this.#server = server
    this.#name = `kept-${++count}`
  }

  static async start(server: TestServer, kinds: readonly FactKind[]): Promise<Follower> {
    const follower = new Follower(server)
    const { dispatcher, subscriptions } = server.running.core.facts
    dispatcher.serve(follower.#name, () => async (facts) => void follower.facts.push(...facts))
    await subscriptions.subscribe({ name: follower.#name, app: server.app.id, kinds })
    return follower
  }

  /** Returns the next facts, without fields that mean nothing to a test: positions, times, ids of apps. */
  async next(wanted: number): Promise<Record<string, unknown>[]> {
    await until(
      () => `${wanted} facts have come; ${this.facts.length} have`,
      () => this.facts.length >= wanted,
    )
    return this.facts.splice(0, wanted).map(({ lane: _, pos: __, at: ___, app: ____, ...rest }) => rest)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.running.core.facts.subscriptions.unsubscribe(this.#name)
  }
}
