/** What users see of their conversations, each for himself. */
export interface ConversationStore {
  /**
   * Takes the conversation out of the user's list until its log grows.
   * @param clear also takes from him what is in the log: he no longer gets it, and his history begins behind it.
   */
  hide(app: number, user: string, log: string, clear: boolean): Promise<void>
}
