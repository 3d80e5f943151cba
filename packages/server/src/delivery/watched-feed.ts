import type { Entry } from '../domain/log/entry.ts'
import type { EntryFeed } from '../domain/log/entry-feed.ts'

/** A feed with somebody who sees everything that is published. @param watch must neither throw nor block. */
export function watchedFeed(feed: EntryFeed, watch: (entries: readonly Entry[]) => void): EntryFeed {
  return {
    publish(entries) {
      feed.publish(entries)
      watch(entries)
    },
    follow: (...change) => feed.follow(...change),
    unfollow: (...change) => feed.unfollow(...change),
  }
}
