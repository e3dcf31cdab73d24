import { parseYaml } from "./parse-yaml.ts";

/**
 * What an http step's expressions see as `response`. A body of an unknown type that isn't JSON is an empty map.
 * Source: akuity/kargo v1.11.2, http_requester.go, buildExprEnv.
 *
 * @param contentType what the config says it is; otherwise the response says
 */
export function responseValue(response: Response, body: Buffer, contentType: string): Record<string, unknown> {
  const type = contentType || (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() || "";
  const headers = new Map<string, string[]>();
  for (const [name, value] of response.headers) {
    const canonical = canonicalName(name);
    headers.set(canonical, [...(headers.get(canonical) ?? []), value]);
  }
  return {
    // Go has it as an int64.
    status: BigInt(response.status),
    header: (name: unknown) => headers.get(canonicalName(String(name)))?.[0] ?? "",
    headers: Object.fromEntries(headers),
    body: body.length > 0 ? bodyValue(body.toString("utf8"), type) : {},
  };
}

function bodyValue(text: string, type: string): unknown {
  const kind = type.toLowerCase();
  if (kind === "text/plain") return text;
  if (["application/yaml", "text/yaml", "application/x-yaml"].includes(kind)) {
    try {
      return parseYaml(text);
    } catch (error) {
      throw new Error(`failed to parse YAML response: ${(error as Error).message}`, { cause: error });
    }
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (type !== "application/json") return {};
    throw new Error(`failed to parse JSON response: ${(error as Error).message}`, { cause: error });
  }
}

/** `content-type` as `Content-Type`. */
function canonicalName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
