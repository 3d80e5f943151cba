// node bench/summarise-profile.ts <file.cpuprofile>: how a thread spent its time, by function and by module, idle time excluded.
import { readFileSync } from 'node:fs'

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: number[]
}
interface Profile {
  nodes: ProfileNode[]
  samples: number[]
  timeDeltas: number[]
}

const SHOWN = 45
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Profile
const self = new Map<number, number>()
for (const [i, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + timeDeltas[i]!)

const idle = new Set(['(idle)', '(root)'])
const byFunction = new Map<string, number>()
const byModule = new Map<string, number>()
let busy = 0
for (const { id, callFrame } of nodes) {
  const micros = self.get(id) ?? 0
  if (idle.has(callFrame.functionName) || micros === 0) continue
  busy += micros
  const module = moduleOf(callFrame.url)
  add(byModule, module === '' ? callFrame.functionName || '(native)' : module, micros)
  add(byFunction, `${callFrame.functionName || '(anonymous)'}  ${module}:${callFrame.lineNumber + 1}`, micros)
}
console.log(`${(busy / 1000).toFixed(0)} ms busy`)
print('by module', byModule)
print('by function', byFunction)

function moduleOf(url: string): string {
  return url.replace(/^file:\/\/.*?\/(packages|node_modules)\//, '$1/')
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value)
}

function print(title: string, sums: ReadonlyMap<string, number>): void {
  console.log(`\n${title}`)
  for (const [name, micros] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, SHOWN))
    console.log(`${((micros / busy) * 100).toFixed(1).padStart(6)} %  ${name}`)
}
