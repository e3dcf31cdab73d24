/** A comment on a pull request. */
export interface HostComment {
  readonly id: number;
  readonly body: string;
  /** Login of who wrote it. */
  readonly author: string;
}

/** The comments of one pull request at a Git host. Each call throws HostFailure when the host refuses or can't be asked. */
export interface CommentHost {
  /** Login of whose token this is. */
  self(): Promise<string>;
  /** All of them, oldest first. */
  list(): Promise<HostComment[]>;
  create(body: string): Promise<HostComment>;
  update(id: number, body: string): Promise<void>;
  remove(id: number): Promise<void>;
  /** For people: `https://github.com/acme/shop/pull/7`. */
  readonly url: string;
}
