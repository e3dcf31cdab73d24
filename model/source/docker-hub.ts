import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { Fields } from "./fields.ts";

/** How the source stack looks after repositories on Docker Hub. */
export interface DockerHubSettings {
  /** Who logs in: a Docker ID, or an organisation's name with an organisation's access token. */
  readonly username: string;
  /** Repositories of this account or organisation are looked after; images elsewhere are somebody else's. Default: username. */
  readonly namespace: string;
  /** Default: public for a new one, else left as it is. */
  readonly visibility?: "public" | "private";
  readonly description?: string;
  readonly fullDescription?: string;
  /** Patterns of tags that can be pushed only once. Default: left as it is. */
  readonly immutableTags?: readonly string[];
  /** Whether repositories that exist already are taken over. Default false. */
  readonly adopt: boolean;
  /** Whether repositories and images outlive the stack. Default true. */
  readonly keepOnDestroy: boolean;
  /** Default: Docker Hub's own. */
  readonly endpoint?: string;
}

const known = [
  "username",
  "namespace",
  "visibility",
  "description",
  "fullDescription",
  "immutableTags",
  "adopt",
  "keepOnDestroy",
  "endpoint",
];
const idPattern = /^[a-z0-9]{4,30}$/;
const namespacePattern = /^[a-z0-9_-]{2,255}$/;

/** Reads `slipway:dockerHub`. */
export function readDockerHub(value: Readonly<Record<string, unknown>>): {
  readonly settings?: DockerHubSettings;
  readonly problems: readonly Problem[];
} {
  const fields = new Fields("slipway:dockerHub", value, known);
  const username = fields.text("username");
  if (value["username"] === undefined) {
    const fix = "Run: pulumi config set --path slipway:dockerHub.username NAME";
    fields.report("username", "Somebody has to log in", { allowed: "a Docker ID or an organisation's name", fix });
  }
  const namespace = fields.text("namespace") ?? username;
  for (const [name, id] of [
    ["username", username],
    ["namespace", value["namespace"] === undefined ? undefined : namespace],
  ] as const) {
    if (id === undefined || (name === "username" ? idPattern : namespacePattern).test(id)) continue;
    fields.report(name, "This can't be a name on Docker Hub", {
      got: shown(id),
      allowed: name === "username" ? "4 to 30 small letters and digits" : "2 to 255 small letters, digits, _ and -",
      fix: /[A-Z]/.test(id) ? `Write ${shown(id.toLowerCase())}` : "Write the name as Docker Hub shows it",
    });
  }
  const description = fields.text("description");
  if (description !== undefined && description.length > 100) {
    fields.report("description", "This is too long", {
      got: `${description.length} characters`,
      allowed: "100",
      fix: "Put the rest into fullDescription",
    });
  }
  const fullDescription = fields.text("fullDescription");
  if (fullDescription !== undefined && fullDescription.length > 25_000) {
    fields.report("fullDescription", "This is too long", {
      got: `${fullDescription.length} characters`,
      allowed: "25000",
      fix: "Shorten it",
    });
  }
  const visibility = fields.choice("visibility", ["public", "private"]);
  const immutableTags = fields.texts("immutableTags");
  const endpoint = fields.text("endpoint");
  if (endpoint !== undefined && !/^(https:\/\/[^/]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)$/.test(endpoint)) {
    fields.report("endpoint", "A token must not be sent there", {
      got: shown(endpoint),
      allowed: "https:// and a host, nothing behind it; http:// for a loopback address only",
    });
  }
  const settings = {
    username: username ?? "",
    namespace: namespace ?? "",
    adopt: fields.flag("adopt") ?? false,
    keepOnDestroy: fields.flag("keepOnDestroy") ?? true,
    ...(visibility === undefined ? {} : { visibility }),
    ...(description === undefined ? {} : { description }),
    ...(fullDescription === undefined ? {} : { fullDescription }),
    ...(immutableTags === undefined ? {} : { immutableTags }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return fields.problems.length > 0 ? { problems: fields.problems } : { settings, problems: [] };
}
