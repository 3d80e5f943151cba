import { Random } from '../harness/random.ts'
import { bombRequest } from './bombs.ts'
import { brokenHttp } from './broken-http.ts'
import { frameBurst } from './frame-burst.ts'
import { type Door, doors, playBurst } from './frame-door.ts'
import { type HttpRequest, playRequest } from './http-exchange.ts'
import { restRequest } from './rest-request.ts'
import type { Scene } from './scene.ts'

/** One act on the server. The same seed, number and scene always produce the same act. */
export interface FuzzCase {
  /** Short description. */
  title: string
  /** What it sends, in order. */
  bytes: readonly Buffer[]
  /** @returns what is wrong with the answer; undefined if nothing. @throws if the fuzzer itself fails. */
  play(): Promise<string | undefined>
}

const kinds: readonly ((random: Random, scene: Scene) => FuzzCase)[] = [
  ...Array(10).fill((random: Random, scene: Scene) => ofRequest(restRequest(random, scene), scene)),
  ...Array(6).fill(ofBurst),
  (random, scene) => ofRequest(bombRequest(random, scene), scene),
  ...Array(2).fill((random: Random, scene: Scene) => ofRequest(brokenHttp(random, scene), scene)),
]

export function makeCase(seed: number, number: number, scene: Scene): FuzzCase {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
  // The first numbers of neighbouring seeds are similar.
  for (let i = 0; i < 3; i++) random.below(2)
  return random.of(kinds)(random, scene)
}

function ofRequest(request: HttpRequest, { port }: Scene): FuzzCase {
  return { title: request.title, bytes: request.parts, play: () => playRequest(port, request) }
}

function ofBurst(random: Random, scene: Scene): FuzzCase {
  const door: Door = random.of(doors)
  const burst = frameBurst(random, scene)
  const isLoggedIn = !random.oneIn(10)
  return {
    title: `${burst.length} frames over ${door}${isLoggedIn ? '' : ', not logged in'}`,
    bytes: burst,
    play: () => playBurst(door, burst, isLoggedIn, scene, `fuzz${random.below(1e9)}`),
  }
}
