import type { Content } from './participant.ts'

/** One message of every type that every generation can send. */
export const contents: readonly Content[] = [
  {
    type: 'txt',
    msg: 'hi 环信 🙂',
    ext: { s: '文', n: 7, f: 1.5, yes: true, no: false, o: { a: [1, 'b'] } },
  },
  { type: 'img', filename: 'a.png', bytes: 'a picture' },
  { type: 'audio', filename: 'a.amr', bytes: 'a sound' },
  { type: 'video', filename: 'a.mp4', bytes: 'a film' },
  { type: 'file', filename: 'a.txt', bytes: 'a paper' },
  { type: 'loc', lat: 39.5, lng: 116.25, addr: 'here' },
  { type: 'cmd', action: 'run' },
  { type: 'custom', event: 'gift', params: { name: 'flower' } },
]

/** Without those that some SDKs report at once, before the messages that came earlier. */
export const contentsInOrder: readonly Content[] = contents.filter(({ type }) => type !== 'cmd')
