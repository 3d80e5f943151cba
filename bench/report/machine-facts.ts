import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../harness/statistics.ts'

export interface MachineFacts {
  cores: number
  processor: string
  memory: string
  kernel: string
  node: string
  /** File system of the data folder. */
  fileSystem: string
  /** Time to append 4 KiB and wait for the disk. */
  sync: string
}

const SYNCS = 200
/** Magic numbers of `statfs(2)`. */
const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs (memory)',
  2035054128: 'overlayfs',
  801189825: 'zfs',
}

/** Facts besides the code on which figures depend. Nothing that identifies the machine. */
export function machineFacts(): MachineFacts {
  const [processor] = cpus()
  return {
    cores: availableParallelism(),
    processor: processor?.model.trim() ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: `Linux ${release()}`,
    node: process.version,
    fileSystem: fileSystems[statfsSync(tmpdir()).type] ?? 'other',
    sync: syncTime(),
  }
}

function syncTime(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringpost-bench-sync-'))
  const file = openSync(join(folder, 'file'), 'w')
  const block = Buffer.alloc(4096, 'x')
  const times = Float64Array.from({ length: SYNCS }, () => {
    const startedAt = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - startedAt
  }).sort()
  closeSync(file)
  rmSync(folder, { recursive: true })
  return `p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`
}
