/**
 * A key with a value, which a holder has within a subject:
 * - `r:<id>`, empty holder: attributes of a room;
 * - `g:<id>`, holder is a member: attributes of a group member;
 * - `t:<id>`, holder is a member: tags of a room member; the value is until when the tag is muted;
 * - `u`, holder is a user: attributes of users of the app.
 */
export interface Attribute {
  holder: string
  key: string
  value: string
  /** Who set it; empty if that is irrelevant. */
  setter: string
  /** Removed when its setter leaves. */
  autoDelete: boolean
}

/** An attribute with the length of its value, in bytes, instead of the value. */
export interface AttributeHead extends Omit<Attribute, 'value'> {
  bytes: number
}

export type AttributeChange = { subject: string } & (
  | { set: Attribute }
  | { remove: { holder: string; key: string } }
  /** Removes all attributes of the holders. */
  | { strip: readonly string[] }
)

/** Values by key. */
export type Values = Readonly<Record<string, string>>

/** What a holder has, and when the last of it was set: ms since 1970; 0 if that is not known. */
export interface DatedValues {
  values: Record<string, string>
  changedAt: number
}

/** What one holder may have within a subject, in bytes of keys and values. */
export interface AttributeCeiling {
  subject: string
  holder: string
  bytes: number
}

export interface AttributeStore {
  /**
   * Attributes of the holders, all or only the given keys, ordered by key; holders without any are absent from the map.
   */
  values(
    app: number,
    subject: string,
    holders: readonly string[],
    keys?: readonly string[],
  ): Promise<Map<string, Record<string, string>>>
  /** Like `values`, with the time of the last change of what is returned. */
  dated(
    app: number,
    subject: string,
    holders: readonly string[],
    keys?: readonly string[],
  ): Promise<Map<string, DatedValues>>
  heads(app: number, subject: string, holders: readonly string[]): Promise<AttributeHead[]>
  /** Holders of a key, ordered by name. */
  holders(app: number, subject: string, key: string): Promise<string[]>
  /** @param now ms since 1970. @throws ApiError `attribute.user_too_large` when a holder would have more than the ceiling: nothing is written. */
  save(
    app: number,
    changes: readonly AttributeChange[],
    now: number,
    ceiling?: AttributeCeiling,
  ): Promise<void>
  /** Removes everything that anybody has within the subjects. */
  clear(app: number, subjects: readonly string[]): Promise<void>
  /** Size in bytes of the keys and values of a subject, for all holders or one. */
  bytes(app: number, subject: string, holder?: string): Promise<number>
}
