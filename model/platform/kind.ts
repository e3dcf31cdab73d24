import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { fields, text } from "./schema-parts.ts";

/** A cluster that the kind CLI makes on this machine. */
export interface KindChoice {
  readonly type: "kind";
  readonly name: string;
  /** Node image with its tag, its digest or both. */
  readonly image: string;
  readonly ports: KindPorts;
  /** A git server and a registry in the cluster, so that no account is needed anywhere. Default false. */
  readonly local: boolean;
}

/** Ports on 127.0.0.1; those of Kargo's own quickstart by default. Their Services have the same numbers as node ports. */
export interface KindPorts {
  readonly argocd: number;
  readonly kargo: number;
  readonly webhooks: number;
  readonly apps: readonly number[];
  /** Opened with `local` only. */
  readonly git: number;
  readonly registry: number;
}

export const kindDefaults: Omit<KindChoice, "type"> = {
  name: "slipway",
  // The node image of the sandbox's Kubernetes, as kind v0.32.0 itself pins it. Source: kind, pkg/apis/config/defaults/image.go.
  image: "kindest/node:v1.36.1@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5",
  ports: {
    argocd: 31_080,
    kargo: 31_081,
    webhooks: 31_082,
    git: 31_083,
    registry: 31_084,
    apps: [32_080, 32_081, 32_082],
  },
  local: false,
};

/** Node ports as the API server gives them out by default: a Service with another number is refused. */
const port = { type: "integer", minimum: 30_000, maximum: 32_767 };

export const kindSchema = fields(
  {
    type: { const: "kind" },
    name: text,
    image: text,
    local: { type: "boolean" },
    ports: fields({
      argocd: port,
      kargo: port,
      webhooks: port,
      git: port,
      registry: port,
      apps: { type: "array", items: port },
    }),
  },
  ["type"],
);

/** Ports that are opened on this machine, by the field that says them, in the order of kind's config. */
export function openedPorts({ ports, local }: Pick<KindChoice, "ports" | "local">): ReadonlyMap<string, number> {
  return new Map([
    ["argocd", ports.argocd],
    ["kargo", ports.kargo],
    ["webhooks", ports.webhooks],
    ...(local ? ([["git", ports.git] as const, ["registry", ports.registry] as const] as const) : []),
    ...ports.apps.map((app, index) => [`apps.${index}`, app] as const),
  ]);
}

/** kind puts this behind the name, and a node's name is a label's value, of 63 characters at most. */
const longest = 63 - "-control-plane".length;

/** What the shape of a kind cluster's settings doesn't show. Paths begin at the cluster. */
export function kindProblems(kind: KindChoice, given: Partial<KindPorts> = {}): Problem[] {
  const problem = (path: string, message: string, got: string, allowed: string, fix: string): Problem => ({
    ...{ rule: "kind-cluster", severity: "error", path, message, got, allowed, fix },
  });
  const { name, image, local } = kind;
  const found: Problem[] = [];
  if (name.length > longest) {
    const allowed = `up to ${longest}: kind puts -control-plane behind it, and a node's name ends at 63`;
    found.push(
      problem("name", "the name is too long for a kind cluster", `${name.length} characters`, allowed, "Shorten it"),
    );
  } else if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) {
    const allowed = "small letters and digits, with - and . between them";
    found.push(problem("name", "kind takes no such name", shown(name), allowed, "Choose another name"));
  }
  if (!/^[^\s@:]+(:\d+\/[^\s@:]+)?(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/.test(image)) {
    found.push(
      problem("image", "this is no image", shown(image), "kindest/node:TAG@sha256:DIGEST", "See kind's releases"),
    );
  } else if (!/[:@][^/]*$/.test(image)) {
    const message = "a node image without tag is another Kubernetes tomorrow";
    const fix = "Take tag and digest from the release notes of your kind";
    found.push(problem("image", message, shown(image), "kindest/node:TAG@sha256:DIGEST", fix));
  }
  if (!local) {
    for (const door of ["git", "registry"] as const) {
      if (given[door] === undefined) continue;
      const message = "this port is opened in a cluster with local: true only";
      found.push(
        problem(`ports.${door}`, message, `${given[door]}`, "local: true", "Set local, or leave the port out"),
      );
    }
  }
  const taken = new Map<number, string>();
  for (const [field, opened] of openedPorts(kind)) {
    const before = taken.get(opened);
    if (before === undefined) taken.set(opened, field);
    else {
      const message = `ports.${before} has this port already`;
      found.push(
        problem(`ports.${field}`, message, `${opened}`, "each port once", "Choose another from 30000 to 32767"),
      );
    }
  }
  return found;
}

/** `local` where Slipway makes no cluster; undefined when it isn't asked for. */
export function localElsewhere(type: "existing" | "stack"): Problem {
  return {
    rule: "kind-cluster",
    severity: "error",
    path: "local",
    message: "only a kind cluster that Slipway makes can have a git server and a registry of its own",
    got: `local in a cluster of type ${type}`,
    allowed: "type: kind",
    fix: "Leave local out: teams have both already",
  };
}
