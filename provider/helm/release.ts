import { text } from "../object.ts";
import { withoutSecrets } from "../secrets.ts";
import { standIn } from "../token.ts";
import { type Fields, isFields, Unknown, type Value } from "../value.ts";

/** Seconds that an installation may take when nobody says (`defaultTimeoutSeconds` of pulumi-kubernetes' helm_release.go). */
const defaultTimeout = 300;

/** Inputs that are carried out, with the flag of helm that each is; the rest has code of its own. */
export const flags: Readonly<Record<string, Readonly<Partial<Record<"install" | "upgrade", string>>>>> = {
  atomic: { install: "--atomic", upgrade: "--atomic" },
  cleanupOnFail: { upgrade: "--cleanup-on-fail" },
  createNamespace: { install: "--create-namespace" },
  devel: { install: "--devel", upgrade: "--devel" },
  disableCRDHooks: { upgrade: "--no-hooks" },
  disableOpenapiValidation: { install: "--disable-openapi-validation" },
  disableWebhooks: { install: "--no-hooks" },
  forceUpdate: { upgrade: "--force" },
  renderSubchartNotes: { install: "--render-subchart-notes", upgrade: "--render-subchart-notes" },
  resetValues: { upgrade: "--reset-values" },
  reuseValues: { upgrade: "--reuse-values" },
  skipCrds: { install: "--skip-crds" },
};

const others = [
  "chart",
  "description",
  "maxHistory",
  "name",
  "namespace",
  "repositoryOpts",
  "skipAwait",
  "timeout",
  "values",
  "version",
  "waitForJobs",
];

/** Say nothing to helm: what they ask for happens anyway, or the real plugin leaves them out of the state too. */
const unread = ["allowNullValues", "compat", "resourceNames", "manifest", "status"];

/**
 * A release's inputs in the form of the state: fields that say nothing (`false`, empty, null) are left out, a namespace
 * and a timeout are there.
 *
 * @param inputs secrets unmarked; unknowns stay
 * @throws Error for an input that isn't carried out
 */
export function normalizedRelease(inputs: Fields, defaultNamespace: string): Fields {
  const release: Fields = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (saysNothing(value) || unread.includes(key)) continue;
    if (!(key in flags) && !others.includes(key))
      throw new Error(`a Helm release's ${key} is not carried out: take it out, or use the real plugin; ${standIn}`);
    release[key] = value;
  }
  if (
    isFields(release.repositoryOpts) &&
    ["username", "password"].some((key) => key in (release.repositoryOpts as Fields))
  )
    throw new Error(
      "repositoryOpts.username and .password are not carried out, since helm takes them on its command line only: " +
        "log in with `helm registry login`, or use the real plugin",
    );
  if (release.namespace === undefined) release.namespace = defaultNamespace;
  if (release.timeout === undefined && release.skipAwait !== true) release.timeout = defaultTimeout;
  return release;
}

function saysNothing(value: Value): boolean {
  if (value instanceof Unknown) return false;
  return value === null || value === false || value === "" || (isFields(value) && Object.keys(value).length === 0);
}

/** `namespace/name`: the id of a release, and what imports it. */
export function releaseId(release: Fields): string {
  return `${text(release.namespace)}/${text(release.name)}`;
}

/** The inputs that a state keeps under `__inputs`; a state that was taken over from an interrupted run has none. */
export function inputsOf(state: Fields): Fields {
  const { __inputs: inputs, resourceNames: _names, status: _status, ...rest } = withoutSecrets(state);
  return isFields(inputs) ? inputs : rest;
}
