import { askHub, type Hub } from "./docker-hub-http.ts";
import { fieldOf, type HubSession, refusal } from "./docker-hub-refusal.ts";

/** What of a repository on Docker Hub can be set. What is left out stays as it is. */
export interface HubSettings {
  /** At most 100 characters. */
  readonly description?: string;
  /** Markdown, at most 25 000 characters. */
  readonly fullDescription?: string;
  readonly isPrivate?: boolean;
  /** Patterns of tags that can be pushed once only; `[".*"]` for all, `[]` to switch it off. */
  readonly immutableTags?: readonly string[];
}

/** A repository as Docker Hub has it. */
export type HubRepository = Required<HubSettings>;

export interface HubName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Logs in. A token for the API lasts minutes, so each operation gets its own.
 *
 * @throws Error that says what Docker Hub didn't accept, never with the secret in it
 */
async function logIn(hub: Hub): Promise<HubSession> {
  const body = { identifier: hub.identifier, secret: hub.secret };
  const answer = await askHub(hub, { method: "POST", route: "/v2/auth/token", body });
  const bearer = fieldOf(answer.body, "access_token");
  if (answer.status === 200 && typeof bearer === "string") return { hub, bearer };
  if (answer.status === 200)
    throw new Error("Docker Hub answered a log-in without a token: a proxy may stand in between");
  throw refusal({ hub, bearer: "" }, answer, {
    doing: `log in as ${hub.identifier}`,
    forbidden: "an account with single sign-on or two factors logs in with an access token, never with its password",
    missing: "there is no such route: is slipway:dockerHub's endpoint right",
  });
}

/** The repository; undefined when there is none, or none that this token may see. */
export async function readRepository(hub: Hub, at: HubName): Promise<HubRepository | undefined> {
  return read(await logIn(hub), at);
}

async function read(session: HubSession, at: HubName): Promise<HubRepository | undefined> {
  const answer = await ask(session, "GET", documented(at));
  if (answer.status === 404) return undefined;
  if (answer.status === 200) return repositoryOf(at, answer.body);
  throw refusal(session, answer, {
    doing: `read ${shownName(at)}`,
    forbidden: "the token needs the permission Read, and its account access to the repository",
    missing: "there is no such repository",
  });
}

/** What happens to a repository that exists already, or doesn't: refused; taken over; or it has to exist. */
export type Takeover = "refuse" | "adopt" | "import";

/**
 * Creates a repository, or finds an existing one, which is left as it is: {@link updateRepository} comes next, also for
 * what a repository can't be created with.
 */
export async function createRepository(
  hub: Hub,
  at: HubName,
  settings: HubSettings,
  takeover: Takeover,
): Promise<HubRepository> {
  const session = await logIn(hub);
  const existing = await read(session, at);
  if (existing !== undefined && takeover === "refuse") throw alreadyThere(at);
  if (existing === undefined && takeover === "import") {
    throw new Error(`Docker Hub has no ${shownName(at)} to import, or hides it from this token`);
  }
  return existing ?? (await createAnew(session, at, settings, takeover));
}

async function createAnew(
  session: HubSession,
  at: HubName,
  settings: HubSettings,
  takeover: Takeover,
): Promise<HubRepository> {
  const answer = await ask(session, "POST", `/v2/namespaces/${at.namespace}/repositories`, {
    name: at.name,
    namespace: at.namespace,
    description: settings.description ?? "",
    full_description: settings.fullDescription ?? "",
    registry: "docker.io",
    is_private: settings.isPrivate ?? false,
  });
  if (answer.status === 201 || answer.status === 200) return repositoryOf(at, answer.body);
  if (answer.status === 409 || answer.status === 400) {
    // Made in the meantime: by an attempt of ours whose answer got lost, or by somebody else.
    const found = await read(session, at);
    if (found !== undefined && (answer.uncertain || takeover === "adopt")) return found;
    if (found !== undefined) throw alreadyThere(at);
  }
  throw refusal(session, answer, {
    doing: `create ${shownName(at)}`,
    forbidden: `the token needs the permissions Read, Write, Delete, and its account the right to create repositories in ${at.namespace}`,
    missing: `there is no namespace ${at.namespace}, or ${session.hub.identifier} isn't a member of it`,
  });
}

/** Whether anything that `settings` names is otherwise. */
export function differs(settings: HubSettings, found: HubSettings): boolean {
  const { immutableTags } = settings;
  return (
    (["description", "fullDescription", "isPrivate"] as const).some(
      (key) => settings[key] !== undefined && settings[key] !== found[key],
    ) ||
    (immutableTags !== undefined && !sameTexts(immutableTags, found.immutableTags ?? []))
  );
}

/** Sets what differs. */
export async function updateRepository(hub: Hub, at: HubName, settings: HubSettings): Promise<HubRepository> {
  const session = await logIn(hub);
  const found = await read(session, at);
  if (found === undefined) {
    throw new Error(
      `Docker Hub has no ${shownName(at)} any more, or hides it from this token: run pulumi refresh, then pulumi up creates it again`,
    );
  }
  return bringInLine(session, at, found, settings);
}

async function bringInLine(
  session: HubSession,
  at: HubName,
  found: HubRepository,
  settings: HubSettings,
): Promise<HubRepository> {
  const { description = found.description, fullDescription = found.fullDescription } = settings;
  let changed = false;
  const change = async (method: "PATCH" | "POST", route: string, body: unknown, what: string) => {
    changed = true;
    const answer = await ask(session, method, route, body);
    if (answer.status >= 200 && answer.status < 300) return;
    throw refusal(session, answer, {
      doing: `change ${what} of ${shownName(at)}`,
      forbidden:
        "the token needs the permissions Read, Write, Delete, and its account has to be an admin of the repository",
      missing: `this token may not change it, or Docker Hub's API no longer can: change ${what} at ${session.hub.endpoint}/repository/docker/${at.namespace}/${at.name}/general, then run pulumi refresh`,
    });
  };
  if (description !== found.description || fullDescription !== found.fullDescription) {
    const texts = { description, full_description: fullDescription };
    await change("PATCH", undocumented(at), texts, "the description");
  }
  if (settings.isPrivate !== undefined && settings.isPrivate !== found.isPrivate) {
    await change("POST", `${undocumented(at)}privacy`, { is_private: settings.isPrivate }, "the visibility");
  }
  if (settings.immutableTags !== undefined && !sameTexts(settings.immutableTags, found.immutableTags)) {
    const rules = [...settings.immutableTags];
    const body = { immutable_tags: rules.length > 0, immutable_tags_rules: rules };
    await change("PATCH", `${documented(at)}/immutabletags`, body, "the immutable tags");
  }
  if (!changed) return found;
  const after = await read(session, at);
  if (after === undefined)
    throw new Error(`Docker Hub has no ${shownName(at)} any more: somebody deleted it meanwhile`);
  return after;
}

/** Deletes a repository with all its images; one that is gone already is fine. */
export async function deleteRepository(hub: Hub, at: HubName): Promise<void> {
  const session = await logIn(hub);
  const answer = await ask(session, "DELETE", undocumented(at));
  if ((answer.status >= 200 && answer.status < 300) || answer.status === 404) return;
  throw refusal(session, answer, {
    doing: `delete ${shownName(at)}`,
    forbidden:
      "the token needs the permissions Read, Write, Delete, and its account has to be an admin of the repository",
    missing: "it is gone",
  });
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function ask({ hub, bearer }: HubSession, method: "GET" | "POST" | "PATCH" | "DELETE", route: string, body?: unknown) {
  return askHub(hub, { method, route, bearer, ...(body === undefined ? {} : { body }) });
}

function documented({ namespace, name }: HubName): string {
  return `/v2/namespaces/${namespace}/repositories/${name}`;
}

// Left out of the reference by now and used by Docker's own Terraform provider 0.6.0: texts, privacy and deletion.
function undocumented({ namespace, name }: HubName): string {
  return `/v2/repositories/${namespace}/${name}/`;
}

function shownName({ namespace, name }: HubName): string {
  return `docker.io/${namespace}/${name}`;
}

function alreadyThere(at: HubName): Error {
  return new Error(
    `Docker Hub has ${shownName(at)} already: to go on with it, run pulumi config set --path slipway:dockerHub.adopt true, or give the image another name`,
  );
}

function repositoryOf(at: HubName, body: unknown): HubRepository {
  const text = (name: string) => {
    const value = fieldOf(body, name);
    return typeof value === "string" ? value : "";
  };
  const isPrivate = fieldOf(body, "is_private");
  if (typeof isPrivate !== "boolean")
    throw new Error(`Docker Hub's answer on ${shownName(at)} has another shape than documented`);
  const immutable = fieldOf(body, "immutable_tags_settings");
  const rules = fieldOf(immutable, "rules");
  return {
    description: text("description"),
    fullDescription: text("full_description"),
    isPrivate,
    immutableTags: fieldOf(immutable, "enabled") === true && Array.isArray(rules) ? rules.map(String) : [],
  };
}
