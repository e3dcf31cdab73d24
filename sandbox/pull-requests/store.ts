import { join } from "node:path";
import { writeFileAtomic } from "../atomic-file.ts";
import { readJson } from "../state.ts";

/** A pull request as it is kept. Head and base are branches of the same repository. */
export interface StoredPullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly state: "open" | "closed";
  readonly createdAt: string;
  /** Set by the merge; the head may be gone afterwards. */
  readonly merged?: { readonly at: string; readonly by: string; readonly commit: string; readonly head: string };
}

/** The pull requests of all repositories, one file each, whole at every moment. */
export class PullRequestStore {
  private readonly folder: string;

  /** @param folder `<state>/pull-requests` */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** @param repository `<org>/<repo>` */
  list(repository: string): readonly StoredPullRequest[] {
    return readJson<readonly StoredPullRequest[]>(this.path(repository)) ?? [];
  }

  get(repository: string, number: number): StoredPullRequest | undefined {
    return this.list(repository).find((each) => each.number === number);
  }

  add(repository: string, request: Omit<StoredPullRequest, "number">): StoredPullRequest {
    const all = this.list(repository);
    const added = { number: Math.max(0, ...all.map(({ number }) => number)) + 1, ...request };
    this.write(repository, [...all, added]);
    return added;
  }

  replace(repository: string, changed: StoredPullRequest): void {
    this.write(
      repository,
      this.list(repository).map((each) => (each.number === changed.number ? changed : each)),
    );
  }

  private path(repository: string): string {
    return join(this.folder, `${repository}.json`);
  }

  private write(repository: string, all: readonly StoredPullRequest[]): void {
    writeFileAtomic(this.path(repository), `${JSON.stringify(all, undefined, 2)}\n`);
  }
}
