import { ApiError } from '@ringpost/contract'
import type { PageStart } from '../domain/channels/channel-store.ts'

type Query = Readonly<Record<string, string>>

/** Limits on the size of a page. A larger size is clamped; one that is not a positive number becomes the default. */
export interface PageSizes {
  fallback: number
  most: number
}

export interface PageRequest {
  limit: number
  start: PageStart
}

/** Parses a page by cursor: `limit`, `cursor`. */
export function cursorPage({ limit, cursor }: Query, sizes: PageSizes): PageRequest {
  return { limit: sizeOf(limit, sizes), start: { cursor: cursor || undefined } }
}

/** Parses a page by number: `pagenum`, `pagesize`. @param first number of the first page. */
export function numberedPage(
  { pagenum, pagesize }: Query,
  sizes: PageSizes,
  first = 1,
): { limit: number; offset: number } {
  const limit = sizeOf(pagesize, sizes)
  const number = wholeNumber(pagenum) ?? first
  return { limit, offset: Math.max(number - first, 0) * limit }
}

/** The same, as newer calls spell it: `pageNum`, `pageSize`. */
export function camelPage({ pageNum, pageSize }: Query, sizes: PageSizes): { limit: number; offset: number } {
  return numberedPage(
    { ...(pageNum && { pagenum: pageNum }), ...(pageSize && { pagesize: pageSize }) },
    sizes,
  )
}

/**
 * Checks the limit of a page to be deleted, where a default for an unreadable limit would delete what the caller did not mean.
 * @throws ApiError `request.limit_illegal` for a limit that is not a positive number; a missing one is fine.
 */
export function requireLimit(limit: string | undefined): void {
  if (limit !== undefined && limit !== '' && !wholeNumber(limit)) throw new ApiError('request.limit_illegal')
}

function sizeOf(text: string | undefined, { fallback, most }: PageSizes): number {
  const size = wholeNumber(text)
  return size === undefined || size === 0 ? fallback : Math.min(size, most)
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
