import { join } from "node:path";
import { writeFileAtomic } from "../atomic-file.ts";
import { readJson } from "../state.ts";
import type { ApiAnswer, ApiRequest } from "./exchange.ts";

/** A comment as it is kept. */
interface StoredComment {
  readonly id: number;
  /** Of the pull request. */
  readonly number: number;
  readonly body: string;
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Comments on pull requests, as Gitea's API (v1) has them. Source: Gitea 1.24's Swagger, issueGetComments (all at once, no
 * pages), issueCreateComment, issueEditComment, issueDeleteComment, and the shape Comment.
 */
export class PullRequestComments {
  private readonly folder: string;

  /** @param folder `<state>/pull-requests` */
  constructor(folder: string) {
    this.folder = folder;
  }

  list(repository: string, number: number): ApiAnswer {
    return {
      status: 200,
      body: this.all(repository)
        .filter((each) => each.number === number)
        .map(shown),
    };
  }

  create(repository: string, number: number, { user, body }: Pick<ApiRequest, "user" | "body">): ApiAnswer {
    if (body === "") return { status: 422, body: { message: "[Body]: Required" } };
    const all = this.all(repository);
    const at = new Date().toISOString();
    const id = Math.max(0, ...all.map((each) => each.id)) + 1;
    const made = { id, number, body, author: user, createdAt: at, updatedAt: at };
    this.write(repository, [...all, made]);
    return { status: 201, body: shown(made) };
  }

  edit(repository: string, id: number, body: string): ApiAnswer {
    const all = this.all(repository);
    const found = all.find((each) => each.id === id);
    if (found === undefined) return { status: 404, body: { message: "not found" } };
    const changed = { ...found, body, updatedAt: new Date().toISOString() };
    this.write(
      repository,
      all.map((each) => (each.id === id ? changed : each)),
    );
    return { status: 200, body: shown(changed) };
  }

  remove(repository: string, id: number): ApiAnswer {
    const all = this.all(repository);
    if (!all.some((each) => each.id === id)) return { status: 404, body: { message: "not found" } };
    this.write(
      repository,
      all.filter((each) => each.id !== id),
    );
    return { status: 204 };
  }

  private all(repository: string): readonly StoredComment[] {
    return readJson<readonly StoredComment[]>(this.path(repository)) ?? [];
  }

  private write(repository: string, all: readonly StoredComment[]): void {
    writeFileAtomic(this.path(repository), `${JSON.stringify(all, undefined, 2)}\n`);
  }

  private path(repository: string): string {
    return join(this.folder, repository, "comments.json");
  }
}

function shown({ id, body, author, createdAt, updatedAt }: StoredComment): object {
  return { id, body, user: { login: author }, created_at: createdAt, updated_at: updatedAt };
}
