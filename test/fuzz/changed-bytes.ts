import type { Random } from '../harness/random.ts'

/** A copy with a few bytes flipped, removed, repeated or inserted. */
export function changedBytes(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes)
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(changed.length + 1)
    const end = Math.min(changed.length, at + 1 + random.below(16))
    const [before, span, after] = [changed.subarray(0, at), changed.subarray(at, end), changed.subarray(end)]
    switch (random.below(5)) {
      case 0:
        if (at < changed.length) changed[at] = random.below(256)
        break
      case 1:
        changed = Buffer.concat([before, after])
        break
      case 2:
        changed = Buffer.concat([before, span, span, after])
        break
      case 3:
        changed = Buffer.from(before)
        break
      default:
        changed = Buffer.concat([before, Buffer.from([random.of([0, 0x7f, 0x80, 0xff, 0xef])]), span, after])
    }
  }
  return changed
}
