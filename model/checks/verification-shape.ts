import { isRecord } from "../json.ts";
import type { Shape } from "./shape.ts";
import { anyOf, values } from "./template-shape.ts";

const text: Shape = { type: "text" };
const flag: Shape = { type: "flag" };
const texts: Shape = { type: "list", of: text, what: "a list of texts" };
const whole = (minimum: number): Shape => ({ type: "whole", minimum, maximum: 1_000_000 });
const fields = (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape => ({
  type: "fields",
  required,
  optional,
});
const is = (value: string): Shape => ({ type: "choice", of: [value] });

const measured = {
  name: text,
  interval: text,
  count: whole(1),
  failureLimit: whole(0),
  consecutiveErrorLimit: whole(0),
  initialDelay: text,
  args: values,
  secrets: {
    type: "map",
    of: fields({ name: text, key: text }),
    what: "an object from argument to a Secret's name and key",
    empty: true,
  } as const,
};
const judged = { successCondition: text };
const headers: Shape = { type: "list", of: fields({ key: text, value: text }), what: "a list of { key, value }" };

const oauth2 = fields({ tokenUrl: text, clientId: text, clientSecret: text }, { scopes: texts });
const sigv4 = fields({ region: text }, { profile: text, roleArn: text });

const kinds: Readonly<Record<string, Shape>> = {
  prometheus: fields(
    { kind: is("prometheus"), address: text, query: text, ...judged },
    { timeout: whole(1), headers, authentication: fields({}, { oauth2, sigv4 }), insecure: flag, ...measured },
  ),
  datadog: fields(
    { kind: is("datadog"), query: text, ...judged },
    {
      apiVersion: { type: "choice", of: ["v1", "v2"] },
      queryInterval: text,
      aggregator: {
        type: "choice",
        of: ["avg", "min", "max", "sum", "last", "percentile", "mean", "l2norm", "area"],
      },
      secretRef: fields({ name: text }, { namespaced: flag }),
      ...measured,
    },
  ),
  cloudWatch: fields(
    {
      kind: is("cloudWatch"),
      metricDataQueries: { type: "list", of: { type: "anything" }, what: "a list of at least one query", some: true },
      ...judged,
    },
    { queryInterval: text, ...measured },
  ),
  web: fields(
    { kind: is("web"), url: text, ...judged },
    {
      method: { type: "choice", of: ["GET", "POST", "PUT"] },
      jsonPath: text,
      headers,
      timeoutSeconds: whole(1),
      authentication: fields({}, { oauth2 }),
      insecure: flag,
      ...measured,
    },
  ),
  job: fields(
    { kind: is("job"), image: text },
    {
      command: texts,
      commandArgs: texts,
      env: { type: "map", of: text, what: "an object from name to text", empty: true },
      backoffLimit: whole(0),
      ...measured,
    },
  ),
  analysisTemplate: fields({ kind: is("analysisTemplate"), name: text }, { cluster: flag, args: values }),
};

/** One way of verifying. */
export const verification: Shape = {
  type: "choose",
  what: "a verification, such as web({ … })",
  choose: (given) => {
    if (!isRecord(given)) return undefined;
    const kind = typeof given.kind === "string" ? given.kind : "";
    return Object.hasOwn(kinds, kind)
      ? kinds[kind]
      : fields({ kind: { type: "choice", of: Object.keys(kinds) } }, anyOf(given));
  },
};
