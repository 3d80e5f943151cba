import { numberedPage } from './page-request.ts'

const PAGE = { fallback: 10, most: 200 }

/** Newest-generation pages count from 0 and take numbers as texts, too (moderation.md §1.2 K8). */
export function pageOf<Item>(
  all: readonly Item[],
  { page, size }: { page?: number | string; size?: number | string },
) {
  const { limit, offset } = numberedPage(
    { pagenum: String(page ?? ''), pagesize: String(size ?? '') },
    PAGE,
    0,
  )
  const items = all.slice(offset, offset + limit)
  return {
    items,
    first: offset === 0,
    last: offset + limit >= all.length,
    size: limit,
    number: offset / limit,
    numberOfElements: items.length,
    totalPages: Math.ceil(all.length / limit),
    totalElements: all.length,
  }
}
