export interface ApiRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly body: string;
  /** Who asks: the name shown as the merger. */
  readonly user: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
}
