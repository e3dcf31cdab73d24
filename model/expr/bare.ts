import type { Place } from "./scope.ts";

const ofResponse = new Set(["successExpression", "failureExpression", "errorExpression"]);
const parsers = new Set(["json-parse", "toml-parse", "yaml-parse"]);

/**
 * Where a field of a step's config holds an expression without `${{ }}` around it; undefined for all other fields.
 * Source: the http, json-parse, toml-parse and yaml-parse steps of Kargo, pkg/promotion/runner/builtin.
 *
 * @param path of the field, from the config's top
 */
export function bareExpression(uses: string | undefined, path: readonly (string | number)[]): Place | undefined {
  const last = String(path.at(-1));
  const isOutput = path[0] === "outputs" && last === "fromExpression";
  if (uses === "http") return isOutput || (path.length === 1 && ofResponse.has(last)) ? "http-response" : undefined;
  return isOutput && uses !== undefined && parsers.has(uses) ? "parsed-file" : undefined;
}
