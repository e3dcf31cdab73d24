import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isRecord } from "../../model/json.ts";
import { type TokenKey, tokenVariables } from "../../model/source/token.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { OpenConfig } from "./open-config.ts";
import { withoutParameters } from "./pulumi-state.ts";

/**
 * Where the same thing is said in two places: which of them wins. Sources of Pulumi's own order: pulumi 3.259,
 * pkg/workspace/creds.go and pkg/secrets/passphrase/manager.go.
 *
 * @param backend `backend.url` of Pulumi.yaml
 */
export function judgeSources(configs: readonly OpenConfig[], env: Environment, backend: string | undefined): Finding[] {
  const pulumi = findingsOf("pulumi");
  const findings: Finding[] = [];
  const url = env["PULUMI_BACKEND_URL"];
  if (url && backend !== undefined && url !== backend) {
    const message = `PULUMI_BACKEND_URL (${withoutParameters(url)}) wins over backend.url of Pulumi.yaml (${withoutParameters(backend)})`;
    findings.push(pulumi.warning("two-backends", message, "Unset the one that isn't meant: unset PULUMI_BACKEND_URL"));
  }
  const { PULUMI_CONFIG_PASSPHRASE: phrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (phrase !== undefined && (file ?? "") !== "") {
    const message = `PULUMI_CONFIG_PASSPHRASE${phrase === "" ? ", though empty," : ""} wins over PULUMI_CONFIG_PASSPHRASE_FILE`;
    findings.push(
      pulumi.warning("two-passphrases", message, "Unset the one that isn't meant: unset PULUMI_CONFIG_PASSPHRASE"),
    );
  }
  return [...findings, ...configs.flatMap((config) => inStack(config, env))];
}

function inStack({ stack, source }: OpenConfig, env: Environment): Finding[] {
  const { warning } = findingsOf("config");
  const findings: Finding[] = [];
  const has = (name: string) => (source.values[`${source.project}:${name}`] ?? "") !== "";
  if (stack.role === "source") {
    for (const [key, variable] of Object.entries(tokenVariables) as [TokenKey, string][]) {
      if (!has(key) || !env[variable]) continue;
      const message = `${source.project}:${key} of stack ${stack.name} wins over ${variable} of the environment`;
      const fix = `Unset the one that isn't meant: unset ${variable}, or pulumi config rm --stack ${stack.name} ${source.project}:${key}`;
      findings.push(warning("two-tokens", message, fix));
    }
    if (has("github") && !has("githubToken") && !has("githubApp") && !env["GITHUB_TOKEN"] && env["GH_TOKEN"]) {
      const fix = "Set it under that name: export GITHUB_TOKEN=$GH_TOKEN";
      findings.push(warning("token-unread", "GH_TOKEN isn't read, GITHUB_TOKEN is", fix));
    }
    return findings;
  }
  for (const name of ["context", "kubeconfig"]) {
    const key = `kubernetes:${name}`;
    if (source.values[key] === undefined) continue;
    const message = `${key} of stack ${stack.name} isn't read: its cluster is the one that ${source.project}:${has("kubeconfig") ? "kubeconfig" : "context"} leads to`;
    findings.push(warning("config-unread", message, `Run: pulumi config rm --stack ${stack.name} ${key}`));
  }
  return findings;
}

/** `backend.url` of a project's Pulumi.yaml. */
export function projectBackend(folder: string): string | undefined {
  const file = path.join(folder, "Pulumi.yaml");
  const content = existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined;
  const backend = isRecord(content) ? content["backend"] : undefined;
  return isRecord(backend) && typeof backend["url"] === "string" ? backend["url"] : undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined; // A file that can't be read is told of the config.
  }
}
