/** Stores the numbers that stand for users in voice and video channels. */
export interface RtcUidStore {
  uidOf(app: number, user: string): Promise<number | undefined>
  /** Gives the number to the user, unless the user has one or somebody else has this one. */
  claim(app: number, user: string, uid: number): Promise<void>
  /** Names of the users whom the numbers stand for. */
  users(app: number, uids: readonly number[]): Promise<Map<number, string>>
}
