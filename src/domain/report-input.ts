/** One earnings report as found: its file name and its bytes, with the machine-readable twin when there is one. */
export type ReportInput = {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly twin: { readonly fileName: string; readonly bytes: Uint8Array } | null;
};
