/** Users who may create rooms. Unknown users are not super admins. */
export interface SuperAdminStore {
  add(app: number, user: string): Promise<void>
  remove(app: number, user: string): Promise<void>
  has(app: number, user: string): Promise<boolean>
  /** Ordered by name. */
  page(app: number, page: { limit: number; offset: number }): Promise<string[]>
}
