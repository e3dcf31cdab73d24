import { isRecord } from "../json.ts";
import { withoutPeople } from "../people/moved.ts";
import { nobody, type People } from "../people/people.ts";
import type { Problem } from "../problem.ts";
import { type AirGap, airGapOf } from "./air-gap.ts";
import { type ArgocdController, argocdControllerDefaults } from "./argocd-controller.ts";
import { chartVersionProblems } from "./chart-versions.ts";
import { type Chart, charts, type Part, parts } from "./charts.ts";
import { type ClusterChoice, readCluster } from "./cluster-choice.ts";
import { type Hosts, hostsOf } from "./hosts.ts";
import { ingressHostProblems } from "./ingress-hosts.ts";
import { kindLimitProblems } from "./kind-limits.ts";
import type { Metrics, Scheduling } from "./scheduling.ts";
import { platformSchema } from "./schema.ts";
import { schemaProblems } from "./schema-problems.ts";
import { sharedNamespaceProblems } from "./shared-namespaces.ts";
import type { TakeOver } from "./take-over.ts";
import { type GivenVerification, type PlatformVerification, verificationOf } from "./verification.ts";

/** Everything below the pipelines, defaults applied: what the platform stack installs, and how. */
export interface Platform {
  readonly cluster: ClusterChoice;
  /** `small`: one of everything, for a laptop. `ha`: what may stand twice does. Default `small`. */
  readonly size: "small" | "ha";
  readonly hosts: Hosts;
  /** Makes Ingresses for the hosts. Default: none; a kind cluster is opened by ports. */
  readonly ingressClassName?: string;
  /** Default: any node. */
  readonly scheduling?: Scheduling;
  /** Default: what the charts open by themselves. */
  readonly metrics?: Metrics;
  /** Generated passwords are those of this moment: a later one makes new ones and ends every session. RFC 3339. */
  readonly passwordsSince: string;
  readonly parts: Readonly<Record<Part, PlatformPart>>;
  /**
   * Shortest interval at which Kargo looks for new Freight, a Go duration. Default: `30s` for size `small`, where a person
   * waits for it, and Kargo's own `5m0s` for `ha`, which registries with rate limits like better.
   */
  readonly warehouseInterval: string;
  /** Log-in of people. Default: Argo CD's and Kargo's own admin accounts, with generated passwords. */
  readonly oidc?: Oidc;
  /** The issuer's groups by what they may do: `slipway:people`, of which the platform takes what holds everywhere. */
  readonly people: People;
  /** Default: one application controller. */
  readonly argocdController: ArgocdController;
  readonly verification: PlatformVerification;
  readonly airGap: AirGap;
}

export interface PlatformPart extends Chart {
  /** False: somebody else installed it; its version and CRDs are checked. Default true. */
  readonly install: boolean;
  /** Laid over what Slipway sets, key by key. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Somebody else installed it, and Slipway takes it from there. Default: it isn't there yet. */
  readonly takeOver?: TakeOver;
}

export interface Oidc {
  readonly issuer: string;
  readonly argocdClientId: string;
  /** Argo CD's CLI logs in by a public client of its own. Default: by Argo CD's. */
  readonly argocdCliClientId?: string;
  readonly kargoClientId: string;
  /** Kargo's CLI logs in by a public client of its own. Default: the same as Kargo's. */
  readonly kargoCliClientId: string;
  /** Scopes beside `openid`, `profile` and `email`: what makes the issuer tell a person's groups. Default `groups`. */
  readonly additionalScopes: readonly string[];
}

/**
 * Reads `slipway:platform`.
 *
 * @param people of `slipway:people`. Default: nobody
 * @returns the platform, when there are no problems; and every problem, its path from the setting's own name
 */
export function platformOf(
  value: unknown,
  people: People = nobody,
): { platform?: Platform; problems: readonly Problem[] } {
  const { rest: given, problems } = withoutPeople(value ?? {});
  problems.push(...schemaProblems("platform", "platform", platformSchema, given), ...chartVersionProblems(given));
  problems.push(...sharedNamespaceProblems(given), ...ingressHostProblems(given), ...kindLimitProblems(given));
  const { cluster, problems: ofCluster } = readCluster(isRecord(given) ? given["cluster"] : undefined);
  problems.push(...ofCluster);
  if (problems.length > 0 || cluster === undefined) return { problems };
  return { platform: { ...withDefaults(given as Given, cluster), people }, problems };
}

/** As the schema lets it through. */
interface Given {
  readonly size?: Platform["size"];
  readonly hosts?: Partial<Hosts>;
  readonly ingressClassName?: string;
  readonly scheduling?: Scheduling;
  readonly metrics?: Metrics;
  readonly passwordsSince?: string;
  readonly parts?: Partial<Record<Part, Partial<PlatformPart>>>;
  readonly warehouseInterval?: string;
  readonly oidc?: Omit<Oidc, "kargoCliClientId" | "additionalScopes"> & Partial<Oidc>;
  readonly argocdController?: Partial<ArgocdController>;
  readonly verification?: GivenVerification;
  readonly airGap?: AirGap;
}

function withDefaults(given: Given, cluster: ClusterChoice): Omit<Platform, "people"> {
  const { ingressClassName, scheduling, metrics, oidc } = given;
  const size = given.size ?? "small";
  return {
    cluster,
    size,
    hosts: hostsOf(cluster, given.hosts),
    ...(ingressClassName !== undefined && { ingressClassName }),
    ...(scheduling !== undefined && { scheduling }),
    ...(metrics !== undefined && { metrics }),
    passwordsSince: given.passwordsSince ?? "2026-01-01T00:00:00Z",
    parts: Object.fromEntries(
      parts.map((part) => [part, { ...charts[part], install: true, values: {}, ...given.parts?.[part] }]),
    ) as unknown as Platform["parts"],
    warehouseInterval: given.warehouseInterval ?? (size === "small" ? "30s" : "5m0s"),
    ...(oidc !== undefined && {
      oidc: { kargoCliClientId: oidc.kargoClientId, additionalScopes: ["groups"], ...oidc },
    }),
    argocdController: { ...argocdControllerDefaults, ...given.argocdController },
    verification: verificationOf(given.verification),
    airGap: airGapOf(given.airGap),
  };
}
