import { randomBytes } from "node:crypto";
import { hashSync } from "bcryptjs";
import { writeFileAtomic } from "./atomic-file.ts";
import { releasePorts } from "./kept-ports.ts";
import { freePorts } from "./ports.ts";
import { readJson, type StatePaths } from "./state.ts";

/** Every port of the sandbox, by what listens there. */
export const portNames = [
  "etcd",
  "etcd-peer",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "redis",
  "argocd-repo-server",
  "argocd-repo-server-metrics",
  "argocd-application-controller-metrics",
  "git-server",
  "registry",
  "kargo-api",
  "kargo-controller",
  "kargo-management-controller",
  "kargo-webhooks-server",
  "kargo-management-stand-in",
  "kargo-webhooks-stand-in",
  "kargo-controller-stand-in",
  "pod-runner",
  "argo-rollouts",
  "argo-rollouts-metrics",
] as const;
export type PortName = (typeof portNames)[number];

/** Users of the API server that come with a static token, and their groups. */
export const users = {
  admin: { username: "slipway-admin", groups: ["system:masters"] },
  /** A person who sees everything, may ask for Promotions, and has the right to promote into no Stage. */
  developer: { username: "developer", groups: [] },
  "kube-controller-manager": { username: "system:kube-controller-manager", groups: [] },
  "kube-scheduler": { username: "system:kube-scheduler", groups: [] },
  // The names that the official installations give them, so that rules about them mean the same here.
  kwok: serviceAccount("kube-system", "kwok-controller"),
  argocd: serviceAccount("argocd", "argocd-application-controller"),
  "kargo-management-controller": serviceAccount("kargo", "kargo-management-controller"),
  "kargo-webhooks-server": serviceAccount("kargo", "kargo-webhooks-server"),
  "kargo-controller": serviceAccount("kargo", "kargo-controller"),
  "kargo-api": serviceAccount("kargo", "kargo-api"),
  "pod-runner": serviceAccount("kube-system", "pod-runner"),
  "argo-rollouts": serviceAccount("argo-rollouts", "argo-rollouts"),
} as const;
export type UserName = keyof typeof users;

/** What the first start chose, kept and reused by every later one. */
export interface Choices {
  readonly version: 1;
  readonly ports: Readonly<Record<PortName, number>>;
  readonly tokens: Readonly<Record<UserName, string>>;
  readonly redisPassword: string;
  readonly gitUser: string;
  readonly gitPassword: string;
  /** Argo CD's `server.secretkey`. */
  readonly argocdSecretKey: string;
  /** Signs the registry's upload sessions. */
  readonly registrySecret: string;
  /** Log-in of Kargo's own API and UI, where its own programs run. */
  readonly kargoAdmin: { readonly password: string; readonly passwordHash: string; readonly tokenSigningKey: string };
  /** Which Kargo the first start took; see kargo/official/choose.ts. Left out until then. */
  readonly kargo?: "official" | "stand-in";
}

/** Reads what was chosen, chooses what is missing, and keeps it. */
export async function loadChoices(paths: StatePaths): Promise<Choices> {
  const kept = readJson<Partial<Choices>>(paths.choices) ?? {};
  const choices: Choices = {
    version: 1,
    ports: await completePorts(kept.ports ?? {}, paths.root),
    tokens: completeTokens(kept.tokens ?? {}),
    redisPassword: kept.redisPassword ?? secret(),
    gitUser: kept.gitUser ?? "slipway",
    gitPassword: kept.gitPassword ?? secret(),
    argocdSecretKey: kept.argocdSecretKey ?? secret(),
    registrySecret: kept.registrySecret ?? secret(),
    kargoAdmin: kept.kargoAdmin ?? kargoAdmin(),
    ...(kept.kargo === undefined ? {} : { kargo: kept.kargo }),
  };
  if (JSON.stringify(choices) !== JSON.stringify(kept)) {
    write(paths, choices);
  }
  return choices;
}

/** Keeps which Kargo was taken. */
export function keepKargo(paths: StatePaths, choices: Choices, kargo: NonNullable<Choices["kargo"]>): void {
  if (choices.kargo !== kargo) write(paths, { ...choices, kargo });
}

function write(paths: StatePaths, choices: Choices): void {
  writeFileAtomic(paths.choices, `${JSON.stringify(choices, undefined, 2)}\n`);
}

/** The API server's `--token-auth-file`: token, user, uid and groups per line. */
export function tokenFile(choices: Choices): string {
  return Object.entries(users)
    .map(([name, { username, groups }]) => {
      return `${choices.tokens[name as UserName]},${username},slipway-${name},"${groups.join(",")}"\n`;
    })
    .join("");
}

async function completePorts(kept: Partial<Choices["ports"]>, root: string): Promise<Choices["ports"]> {
  const missing = portNames.filter((name) => kept[name] === undefined);
  // Those of a state that stood at the same place before.
  if (missing.length === portNames.length) releasePorts(root);
  const fresh = await freePorts(missing.length, new Set(Object.values(kept)), root);
  const added = Object.fromEntries(missing.map((name, index) => [name, fresh[index]]));
  const all: Partial<Record<PortName, number>> = { ...kept, ...added };
  return Object.fromEntries(portNames.map((name) => [name, all[name]])) as Choices["ports"];
}

function completeTokens(kept: Partial<Choices["tokens"]>): Choices["tokens"] {
  const names = Object.keys(users) as UserName[];
  return Object.fromEntries(names.map((name) => [name, kept[name] ?? secret()])) as Choices["tokens"];
}

function secret(): string {
  return randomBytes(24).toString("hex");
}

/** Kept with its hash: bcrypt salts, and another hash each time would be another environment of a process that runs. */
function kargoAdmin(): Choices["kargoAdmin"] {
  const password = secret();
  return { password, passwordHash: hashSync(password, 10), tokenSigningKey: secret() };
}

function serviceAccount(namespace: string, name: string): { username: string; groups: readonly string[] } {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
  };
}
