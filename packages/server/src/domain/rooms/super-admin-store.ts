/** Users who may create rooms. Who does not exist is none. */
export interface SuperAdminStore {
  add(app: number, user: string): Promise<void>
  remove(app: number, user: string): Promise<void>
  has(app: number, user: string): Promise<boolean>
  /** By name. */
  page(app: number, page: { limit: number; offset: number }): Promise<string[]>
}
