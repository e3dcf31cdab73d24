import type { Compiled } from "./compile.ts";
import { targetsOf } from "./compile.ts";
import { isRecord } from "./json.ts";
import type { KubeObject } from "./object.ts";

/** A Secret that the verification of some Stages reads. */
export interface NeededSecret {
  readonly name: string;
  /** Keys that it must have, sorted. */
  readonly keys: readonly string[];
  readonly stages: readonly string[];
  /** True when one of its readers asks Datadog by it: then it may have an `address` too. */
  readonly datadog: boolean;
}

/** What an app's verifications log in by. */
export interface VerificationNeeds {
  /** In the Project's namespace; the delivery stack can make them. */
  readonly project: readonly NeededSecret[];
  /** In the namespace of Argo Rollouts' controller; the platform stack can make `datadog`. */
  readonly platform: readonly NeededSecret[];
  /** Stages whose verification asks AWS by the identity of Argo Rollouts' controller. */
  readonly aws: readonly string[];
}

/** Name of the Secret in Argo Rollouts' namespace that Datadog is asked by (argo-rollouts, metricproviders/datadog). */
export const datadogSecretName = "datadog";
export const datadogKeys = { address: "address", apiKey: "api-key", appKey: "app-key" } as const;

/** What the AnalysisTemplates that Slipway makes for an app need; of those that others wrote nothing is known. */
export function verificationNeeds(compiled: Pick<Compiled, "environments">): VerificationNeeds {
  const project = new Needed();
  const platform = new Needed();
  const aws = new Set<string>();
  for (const { stageName, analysisTemplates } of targetsOf(compiled)) {
    for (const template of analysisTemplates) {
      for (const { name, key } of secretArgs(template)) project.add(name, [key], stageName);
      for (const provider of providersOf(template)) {
        const { datadog } = provider;
        if (isRecord(datadog)) {
          const ref = isRecord(datadog.secretRef) ? datadog.secretRef : {};
          const place = ref.namespaced === true ? project : platform;
          place.add(String(ref.name ?? datadogSecretName), [datadogKeys.apiKey, datadogKeys.appKey], stageName, true);
        }
        if (isRecord(provider.cloudWatch) || asksBySigv4(provider)) aws.add(stageName);
      }
    }
  }
  return { project: project.list(), platform: platform.list(), aws: [...aws] };
}

class Needed {
  readonly #secrets = new Map<string, { keys: Set<string>; stages: Set<string>; datadog: boolean }>();

  add(name: string, keys: readonly string[], stage: string, datadog = false): void {
    const found = this.#secrets.get(name) ?? { keys: new Set(), stages: new Set(), datadog: false };
    this.#secrets.set(name, found);
    for (const key of keys) found.keys.add(key);
    found.stages.add(stage);
    found.datadog ||= datadog;
  }

  list(): NeededSecret[] {
    return [...this.#secrets].map(([name, { keys, stages, datadog }]) => ({
      name,
      keys: [...keys].sort(),
      stages: [...stages],
      datadog,
    }));
  }
}

interface TemplateSpec {
  readonly args?: readonly { readonly valueFrom?: { readonly secretKeyRef: { name: string; key: string } } }[];
  readonly metrics?: readonly { readonly provider: Readonly<Record<string, unknown>> }[];
}

function secretArgs({ spec }: KubeObject): { readonly name: string; readonly key: string }[] {
  return ((spec as TemplateSpec).args ?? []).flatMap(({ valueFrom }) =>
    valueFrom === undefined ? [] : [valueFrom.secretKeyRef],
  );
}

function providersOf({ spec }: KubeObject): Readonly<Record<string, unknown>>[] {
  return ((spec as TemplateSpec).metrics ?? []).map(({ provider }) => provider);
}

function asksBySigv4({ prometheus }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(prometheus) && isRecord(prometheus.authentication) && isRecord(prometheus.authentication.sigv4);
}
