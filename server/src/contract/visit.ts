/** A page of the lab's service, as its client got it. */
export interface VisitView {
  /** HTTP status; 0: no answer came. */
  status: number
  /** Media type, without parameters. */
  type: string
  /** Milliseconds. */
  took: number
  /** Why no answer came; blank otherwise. */
  error: string
  /** The answer's X-Server, if it names who gave it. */
  server: string
  /** At most 256 KiB. */
  body: string
}
