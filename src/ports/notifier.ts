export type Alert = {
  readonly code: string;
  readonly subject: string | null;
  readonly message: string;
};

/** Tells a person. A channel that is down is reported by the returned promise, never thrown through a run. */
export type Notifier = { notify(alert: Alert): Promise<{ readonly delivered: boolean }> };
