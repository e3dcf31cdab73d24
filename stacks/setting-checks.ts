import type { AskedCluster } from "../kube/asked.ts";
import { isRecord } from "../model/json.ts";
import { fields, string } from "../model/manifests/reading.ts";
import { isPulumis, mapsOf } from "../model/platform/adopt-answers.ts";
import { at } from "../model/platform/adopt-questions.ts";
import { oidcClientSecret, oidcClientSecretReference } from "../model/platform/oidc-client-secret.ts";
import type { Platform } from "../model/platform/platform.ts";
import { setByRelease } from "../model/platform/set-by-release.ts";
import {
  type Settings,
  settingsManager,
  takenOverSettings,
  valuesOfMap,
} from "../model/platform/take-over-settings.ts";
import type { Problem } from "../model/problem.ts";
import type { StoredRelease } from "./stored-release.ts";

/** What setting a taken-over Argo CD's log-in and groups would meet. */
export interface SettingWish {
  /** Argo CD logs in by a client that has a secret. */
  readonly confidential: boolean;
  /** Its Helm release; undefined where kubectl applied it. */
  readonly release: StoredRelease | undefined;
}

/** Asked of the API server itself, by changes that aren't stored. */
export async function settingProblems(
  platform: Platform,
  cluster: AskedCluster,
  { confidential, release }: SettingWish,
): Promise<readonly Problem[]> {
  const settings = takenOverSettings(platform, confidential ? oidcClientSecretReference : undefined);
  const ofRelease = release === undefined ? [] : releaseProblems(platform, settings, release);
  const told = new Set(ofRelease.map(({ path }) => path));
  const [conflicts, ofSecret] = await Promise.all([
    settingConflicts(platform, cluster, settings),
    confidential ? secretProblems(platform, cluster) : [],
  ]);
  return [...ofRelease, ...conflicts.filter(({ path }) => !told.has(path)), ...ofSecret];
}

const settingPath = (map: string, key?: string) =>
  `platform.parts.argocd.takeOver.settings.${map}${key === undefined ? "" : `.${key}`}`;

/** Whatever is set beside it, helm writes what the release says with each upgrade: it has to be said there. */
function releaseProblems(platform: Platform, settings: Settings, { manifest }: StoredRelease): Problem[] {
  const { namespace, release: usual, takeOver } = platform.parts.argocd;
  return setByRelease(settings, manifest).map(({ map, key, value }) => ({
    rule: "settings-of-release",
    severity: "error",
    path: settingPath(map, key),
    message: "the Helm release sets this key itself, and its next upgrade would put that back",
    got: `another value in release ${namespace}/${takeOver?.release ?? usual}`,
    fix: `Say it in the release: add ${JSON.stringify({ configs: { [valuesOfMap[map]]: { [key]: value } } })} to platform.parts.argocd.values`,
  }));
}

/** Keys that somebody else holds with another value: the API server names them and whose they are. */
async function settingConflicts(platform: Platform, cluster: AskedCluster, settings: Settings): Promise<Problem[]> {
  const { namespace, takeOver } = platform.parts.argocd;
  const force = takeOver?.force ?? [];
  const found = await Promise.all(
    Object.entries(settings).map(async ([name, data]): Promise<Problem[]> => {
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
      const path = at.configMap(namespace, name);
      const { status, body } = await cluster.tryPatch(path, settingsManager, "application/apply-patch+yaml", object);
      if (status === 200) return [];
      const said: unknown = JSON.parse(body);
      const problem = (
        key: string | undefined,
        facts: Pick<Problem, "rule" | "message" | "fix"> & Partial<Problem>,
      ): Problem => ({ severity: "error", path: settingPath(name, key), ...facts });
      if (status === 201)
        return [
          problem(undefined, {
            rule: "settings-missing",
            message: `namespace ${namespace} has no ConfigMap ${name}, which every Argo CD has`,
            fix: "Set platform.parts.argocd.namespace to where Argo CD runs",
          }),
        ];
      const conflicts = mapsOf(fields(said)["details"], "causes").filter(
        ({ reason }) => reason === "FieldManagerConflict",
      );
      if (status !== 409 || conflicts.length === 0)
        return [
          problem(undefined, {
            rule: "settings-refused",
            message: `the API server doesn't let Slipway set them: ${reasonIn(said, status)}`,
            fix: `Ask whoever runs the cluster for the verb patch on configmaps in namespace ${namespace}`,
          }),
        ];
      return conflicts.flatMap(({ field, message }) => {
        const key = (string(field) ?? "").replace(/^\.data\./, "");
        if (force.includes(`${name}/${key}`)) return [];
        return [
          problem(key, {
            rule: "settings-conflict",
            message: "somebody else has set this key to something else",
            got: `a value of field manager ${/"([^"]+)"/.exec(string(message) ?? "")?.[1] ?? "unknown"}`,
            allowed: "the same value, or none",
            fix: `Take the key out there, or take it from them: add "${name}/${key}" to platform.parts.argocd.takeOver.force`,
          }),
        ];
      });
    }),
  );
  return found.flat();
}

/** Whether the Secret with the client's secret can be made, and isn't somebody else's. Nothing of its data is sent or read. */
async function secretProblems(platform: Platform, cluster: AskedCluster): Promise<Problem[]> {
  const { namespace } = platform.parts.argocd;
  const { name } = oidcClientSecret;
  const path = `api/v1/namespaces/${namespace}/secrets/${name}`;
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace } };
  const { status, body } = await cluster.tryPatch(path, settingsManager, "application/apply-patch+yaml", object);
  const said: unknown = JSON.parse(body);
  const problem = (facts: Pick<Problem, "rule" | "message" | "fix">): Problem[] => [
    { severity: "error", path: "platform.parts.argocd.takeOver", got: `Secret ${namespace}/${name}`, ...facts },
  ];
  if (status === 201) return [];
  if (status !== 200)
    return problem({
      rule: "client-secret-refused",
      message: `the API server doesn't let Slipway make the Secret in which Argo CD is to find slipway:oidcClientSecret: ${reasonIn(said, status)}`,
      fix: `Ask whoever runs the cluster for the verbs create and patch on secrets in namespace ${namespace}`,
    });
  if (isPulumis(fields(fields(said)["metadata"]))) return [];
  return problem({
    rule: "client-secret-taken",
    message: "somebody else has made the Secret in which Argo CD is to find slipway:oidcClientSecret",
    fix: `Give it another name there, or, where nothing uses it: kubectl delete secret ${name} -n ${namespace}`,
  });
}

function reasonIn(said: unknown, status: number): string {
  return isRecord(said) && typeof said["message"] === "string" ? said["message"] : String(status);
}
