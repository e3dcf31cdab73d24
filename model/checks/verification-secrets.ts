import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { listed, shown } from "../words.ts";
import { text } from "./readable.ts";
import { joined } from "./shape.ts";

const isArgument = /\{\{\s*args\.[\w-]+\s*\}\}/;
/** Headers whose value lets somebody in, in lower case. */
const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key", "dd-api-key"]);

/** Who asks: that nothing secret stands in the definition, and that each argument comes from one place. */
export function credentialProblems(path: string, metric: Record<string, unknown>): Problem[] {
  return [...inTheClear(path, metric), ...twiceGiven(path, metric), ...withoutAggregator(path, metric)];
}

function inTheClear(path: string, metric: Record<string, unknown>): Problem[] {
  const { headers, authentication } = metric;
  const oauth2 = isRecord(authentication) && isRecord(authentication.oauth2) ? authentication.oauth2 : {};
  const places: (readonly [string, unknown])[] = [[`${path}.authentication.oauth2.clientSecret`, oauth2.clientSecret]];
  for (const [index, header] of (Array.isArray(headers) ? headers : []).entries()) {
    if (isRecord(header) && secretHeaders.has(text(header.key)?.toLowerCase() ?? ""))
      places.push([`${path}.headers[${index}].value`, header.value]);
  }
  return places.flatMap(([at, value]): Problem[] => {
    const given = text(value);
    if (given === undefined || isArgument.test(given)) return [];
    return [
      {
        rule: "secret-in-the-clear",
        severity: "error",
        path: at,
        message: "This would stand readable in Git and in the AnalysisTemplate",
        got: `a text of ${given.length} characters`,
        allowed: "an argument of secrets, such as {{args.token}}",
        fix: 'Write "{{args.token}}", and secrets: { token: { name: "SECRET", key: "KEY" } }',
      },
    ];
  });
}

function twiceGiven(path: string, { args, secrets }: Record<string, unknown>): Problem[] {
  const plain = Object.keys(isRecord(args) ? args : {});
  const both = Object.keys(isRecord(secrets) ? secrets : {}).filter((name) => plain.includes(name));
  return both.map((name) => ({
    rule: "doubled-argument",
    severity: "error",
    path: joined(`${path}.secrets`, name),
    message: "This argument is given in args too, and that value would be taken",
    got: shown(name),
    fix: "Remove one of them",
  }));
}

function withoutAggregator(path: string, { kind, apiVersion, aggregator }: Record<string, unknown>): Problem[] {
  if (kind !== "datadog" || apiVersion !== "v1" || aggregator === undefined) return [];
  return [
    {
      rule: "aggregator-of-v1",
      severity: "error",
      path: `${path}.aggregator`,
      message: "Datadog's API v1 takes no aggregator, so every measurement would end in an error",
      got: shown(String(aggregator)),
      fix: 'Write apiVersion: "v2", or remove it',
    },
  ];
}

/**
 * Two verifications of one Stage become one AnalysisRun, in which an argument means one thing: the first that declares it
 * counts.
 */
export function contraryArguments(path: string, list: readonly Record<string, unknown>[]): Problem[] {
  const sources = new Map<string, { readonly source: string; readonly index: number }>();
  return list.flatMap((metric, index) => {
    const { args, secrets } = metric;
    const given = [
      ...Object.keys(isRecord(args) ? args : {}).map((name) => ["args", name, "args"] as const),
      ...Object.entries(isRecord(secrets) ? secrets : {}).map(
        ([name, key]) => ["secrets", name, isRecord(key) ? `${String(key.name)}/${String(key.key)}` : ""] as const,
      ),
    ];
    return given.flatMap(([field, name, source]): Problem[] => {
      const first = sources.get(name);
      if (first === undefined) sources.set(name, { source, index });
      if (first === undefined || first.source === source || first.index === index) return [];
      return [
        {
          rule: "contrary-arguments",
          severity: "error",
          path: joined(`${path}[${index}].${field}`, name),
          message: "All verifications of a Stage share their arguments, and another one takes this from elsewhere",
          got: source === "args" ? "a value" : `key ${source}`,
          allowed: listed([first.source === "args" ? "a value" : `key ${first.source}`]),
          fix: "Give one of the two another name",
        },
      ];
    });
  });
}
