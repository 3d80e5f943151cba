/** One REST call that a client SDK makes. */
export interface ClientCall {
  /** What the SDK does with it, in words or by its methods. */
  act: string
  /** Method and path below the app, with parameters as declared. */
  request: string
  /** Id of the operation that implements it. */
  operation: string
}

export const call = (act: string, request: string, operation: string): ClientCall => ({
  act,
  request,
  operation,
})
