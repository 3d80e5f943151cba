/** What a user says about a message. */
export interface Report {
  id: number
  /** Id of the message. */
  message: number
  /** Folded name of the user who reports it. */
  reporter: string
  /** In the words of the app. */
  type: string
  reason: string
  /** ms since 1970. */
  at: number
}

/** Stores reports of messages. They go with their message and with the account of who reported it. */
export interface ReportStore {
  /**
   * Keeps a report, in place of an earlier one of the same user about the same message.
   * @param limits on the reports of one user, and of the app.
   * @throws ApiError `report.too_many`; nothing is written then.
   */
  add(app: number, report: Report, limits: { ofUser: number; ofApp: number }): Promise<void>
  /** Reports in the order of their ids, from after `after` on. */
  list(app: number, after: number, limit: number): Promise<Report[]>
  /** @returns whether there was such a report. */
  remove(app: number, id: number): Promise<boolean>
}
