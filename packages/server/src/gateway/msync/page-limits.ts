/** Limits on entries and bytes in one frame to a client. */
export const PAGE_ENTRIES = 100
export const PAGE_BYTES = 256 * 1024
