/** Work that may be done anywhere and in any order. A job done twice has one id, and counts once. */
export type Job = { readonly id: string };
/** The result carries the id of its job. */
export type Result = { readonly id: string };

export type WorkQueue<J extends Job, R extends Result> = {
  /**
   * Does the jobs and gives every result as it comes, a bounded number of them at a time. When the signal fires no more
   * work is handed out and the results end early, without an error.
   */
  work(jobs: readonly J[], signal: AbortSignal): AsyncIterable<R>;
  close(): Promise<void>;
};
