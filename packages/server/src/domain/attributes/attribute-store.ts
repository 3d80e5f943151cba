/**
 * Keys with values, each held by somebody within a subject:
 * - `r:<id>`, holder empty: of a room;
 * - `g:<id>`, holder a member: what a group knows of the member;
 * - `t:<id>`, holder a member: tags of the member of a room, the value being until when the tag is muted;
 * - `u`, holder a user: of users of the app.
 */
export interface Attribute {
  holder: string
  key: string
  value: string
  /** Who set it, empty where that does not matter. */
  setter: string
  /** It goes when its setter leaves. */
  autoDelete: boolean
}

/** An attribute without its value, whose length is in bytes. */
export interface AttributeHead extends Omit<Attribute, 'value'> {
  bytes: number
}

export type AttributeChange = { subject: string } & (
  | { set: Attribute }
  | { remove: { holder: string; key: string } }
  /** Everything that the holders have. */
  | { strip: readonly string[] }
)

/** Values by key. */
export type Values = Readonly<Record<string, string>>

/** What one holder may have within a subject, in bytes of keys and values. */
export interface AttributeCeiling {
  subject: string
  holder: string
  bytes: number
}

export interface AttributeStore {
  /** What the holders have, all of it or the named keys, in order of the keys; who has nothing is not in the map. */
  values(
    app: number,
    subject: string,
    holders: readonly string[],
    keys?: readonly string[],
  ): Promise<Map<string, Record<string, string>>>
  heads(app: number, subject: string, holders: readonly string[]): Promise<AttributeHead[]>
  /** Who has a key, in order of the names. */
  holders(app: number, subject: string, key: string): Promise<string[]>
  /** @throws ApiError `attribute.user_too_large` when a holder would have more than the ceiling: nothing is written. */
  save(app: number, changes: readonly AttributeChange[], ceiling?: AttributeCeiling): Promise<void>
  /** Removes everything that anybody has within the subjects. */
  clear(app: number, subjects: readonly string[]): Promise<void>
  /** Bytes of keys and values of a subject, of all holders or one. */
  bytes(app: number, subject: string, holder?: string): Promise<number>
}
