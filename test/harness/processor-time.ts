/** The time of this thread on a processor that `work` took, in ms: what else a busy machine does hardly counts. */
export function processorTimeOf(work: () => void): number {
  const begun = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(begun)
  return (user + system) / 1000
}
