import { LRUCache } from 'lru-cache'

type Anything = NonNullable<unknown>

/**
 * A bounded cache that evicts what has not been used for the longest time. It takes the space of what is in it: told the number of
 * entries as `max`, the library makes room for all of them at once, in 10 ms and 3 MB for 100,000.
 */
export class LruCache<Key extends Anything, Value extends Anything> extends LRUCache<Key, Value> {
  /**
   * @param max entries kept, or, with `weigh`, the weight of all of them.
   * @param options `weigh`: weight of a value, a positive whole number; what is heavier than `max` is not kept.
   */
  constructor(
    max: number,
    {
      weigh = () => 1,
      ...options
    }: Pick<LRUCache.Options<Key, Value, unknown>, 'ttl' | 'perf' | 'dispose'> & {
      weigh?: ((value: Value) => number) | undefined
    } = {},
  ) {
    super({ ...options, maxSize: max, sizeCalculation: weigh })
  }
}
