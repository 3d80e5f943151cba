import { ApiError } from '@ringpost/contract'
import type { PageStart } from '../domain/channels/channel-store.ts'

type Query = Readonly<Record<string, string>>

/** Which sizes a page may have; a size beyond them is cut to fit, one that is no number is the default. */
export interface PageSizes {
  fallback: number
  most: number
}

export interface PageRequest {
  limit: number
  start: PageStart
}

/** A page by cursor: `limit`, `cursor`. */
export function cursorPage({ limit, cursor }: Query, sizes: PageSizes): PageRequest {
  return { limit: sizeOf(limit, sizes), start: { cursor: cursor || undefined } }
}

/** A page by number: `pagenum`, `pagesize`. @param first number of the first page. */
export function numberedPage(
  { pagenum, pagesize }: Query,
  sizes: PageSizes,
  first = 1,
): { limit: number; offset: number } {
  const limit = sizeOf(pagesize, sizes)
  const number = wholeNumber(pagenum) ?? first
  return { limit, offset: Math.max(number - first, 0) * limit }
}

/**
 * For pages that are deleted, where a default in place of what cannot be read would take what nobody meant.
 * @throws ApiError `request.limit_illegal` for a limit that is no number from 1 on; none is in order.
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
