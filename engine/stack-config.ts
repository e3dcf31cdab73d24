import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { PulumiCli } from "./pulumi-cli.ts";
import type { StackRun } from "./stack-run.ts";
import { writeWhole } from "./write-whole.ts";

interface StackFile {
  readonly encryptionsalt?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a stack's config file: plain values directly, secrets through the CLI's standard input, which encrypts them.
 * A secret that hasn't changed keeps its ciphertext, so that the CLI needn't run and the state sees no change.
 *
 * @param passphrase keys the digests by which a changed secret is noticed; they tell nothing without it.
 */
export async function writeStackConfig(
  cli: PulumiCli,
  workDir: string,
  run: StackRun,
  passphrase: string,
): Promise<void> {
  const file = join(workDir, `Pulumi.${run.name}.yaml`);
  const digestFile = join(workDir, `${run.name}.secrets.json`);
  const before = readYaml(file);
  const digestsBefore = readYaml(digestFile) as Readonly<Record<string, unknown>>;
  const secrets = Object.entries(run.config).filter(([, entry]) => entry.secret);
  const digests = Object.fromEntries(secrets.map(([key, entry]) => [key, digestOf(entry.value, passphrase)]));
  const kept = secrets.filter(([key]) => before.config?.[key] !== undefined && digests[key] === digestsBefore[key]);

  const plain = Object.entries(run.config).filter(([, entry]) => !entry.secret);
  const config = Object.fromEntries([
    ...plain.map(([key, entry]) => [key, entry.value] as const),
    ...kept.map(([key]) => [key, before.config?.[key]] as const),
  ]);
  writeWhole(file, stringify({ ...before, config }));
  for (const [key, entry] of secrets.filter(([key]) => !(key in config))) {
    await cli.run(["config", "set", "--stack", run.name, "--secret", key], { cwd: workDir, input: entry.value });
  }
  writeWhole(digestFile, JSON.stringify(digests));
}

function digestOf(value: string, passphrase: string): string {
  return createHmac("sha256", passphrase).update(value).digest("hex");
}

// A file cut short by a crash is worth as much as none: its values are given anew with each run, and the salt that
// decrypts the state is kept in the state as well.
function readYaml(file: string): StackFile {
  if (!existsSync(file)) return {};
  try {
    const content: unknown = parse(readFileSync(file, "utf8"));
    return typeof content === "object" && content !== null ? (content as StackFile) : {};
  } catch {
    return {};
  }
}
