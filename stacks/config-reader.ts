import { withoutSecrets } from "../model/grammar/secrets.ts";
import type { Problem } from "../model/problem.ts";
import { nearest } from "../model/words.ts";
import type { ConfigSource } from "./config-source.ts";
import { plainSecret } from "./plain-secrets.ts";
import { withoutPrintedTime } from "./yaml-times.ts";

/** How a value of a config key is written and what a user should type instead of a wrong one. */
export interface ConfigKey {
  /** Name without the project's prefix. */
  readonly name: string;
  /** What values look like, for the command that mends one. */
  readonly example: string;
  /** Set with `--secret`, and refused when it wasn't. */
  readonly secret?: true;
}

type Facts = Partial<Pick<Problem, "got" | "allowed" | "fix">>;

/** Reads one stack's config key by key and keeps every problem it meets, so that they are told all at once. */
export class ConfigReader {
  readonly problems: Problem[] = [];
  private readonly source: ConfigSource;

  constructor(source: ConfigSource) {
    this.source = source;
  }

  /** Plain text; undefined when not set. A secret key set in the clear is a problem. */
  text(key: ConfigKey): string | undefined {
    const full = this.fullName(key);
    const value = this.source.values[full];
    if (value !== undefined && key.secret && !this.source.secretKeys.includes(full)) {
      this.report(key, "config-not-secret", "this value is a secret but stands in the clear");
    }
    return value === undefined || value === "" ? undefined : withoutPrintedTime(value);
  }

  /** A value that must be one of a few. */
  choice<Choice extends string>(key: ConfigKey, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(key);
    const found = choices.find((choice) => choice === value);
    if (value !== undefined && found === undefined) {
      this.report(key, "config-value", "this is none of the choices", {
        got: quoted(value),
        allowed: choices.join(", "),
        fix: `Run: ${this.command({ ...key, example: nearest(value, choices) ?? key.example })}`,
      });
    }
    return found;
  }

  /** JSON that `accepts` recognises; `allowed` says in words what that is. */
  json<Value>(key: ConfigKey, allowed: string, accepts: (value: unknown) => value is Value): Value | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = parsed(text);
    if (accepts(value)) return value;
    const got = key.secret ? {} : { got: quoted(text) };
    this.report(key, "config-value", "this value has another shape", { ...got, allowed });
    return undefined;
  }

  /** Refuses every key under the project's name that Slipway doesn't know: a misspelt key would silently do nothing. */
  refuseOthers(known: readonly ConfigKey[]): void {
    const { project, stack, values } = this.source;
    const names = known.map((key) => key.name);
    const report = (full: string, message: string, allowed: string, fix: string) =>
      this.problems.push({ rule: "config-unknown-key", severity: "error", path: full, message, allowed, fix });
    for (const full of Object.keys(values)) {
      const [namespace = "", name = ""] = full.split(":", 2);
      const remove = `pulumi config rm --stack ${stack} ${full}`;
      if (namespace !== project) {
        if (!names.includes(name) || !isMeantFor(project, namespace)) continue;
        const message = `this project's keys begin with its name, so this one does nothing; did you mean ${project}:${name}`;
        report(full, message, `${project}:${name}`, `Rename it in the stack's file, or run: ${remove}`);
      } else if (!names.includes(name)) {
        const guess = nearest(name, names);
        const message = `there is no such key${guess === undefined ? "" : `; did you mean ${project}:${guess}`}`;
        report(full, message, names.map((each) => `${project}:${each}`).join(", "), `Run: ${remove}`);
      }
    }
  }

  /** Refuses a value in the clear that looks like a secret, whatever its key: config files stand in Git. */
  refusePlainSecrets(): void {
    for (const [full, value] of Object.entries(this.source.values)) {
      const found = this.source.secretKeys.includes(full) ? undefined : plainSecret(full, value);
      if (found === undefined) continue;
      this.problems.push({
        rule: "config-plain-secret",
        severity: "error",
        path: full,
        message: `this looks like ${found} in the clear, in a file that is kept in Git`,
        fix: `Revoke it, make a new one and run: pulumi config set --stack ${this.source.stack} --secret ${full}`,
      });
    }
  }

  /** Refuses a value that is kept encrypted although nothing about it is secret, where there is nobody to decrypt it. */
  refuseSecret(key: ConfigKey): void {
    if (!this.source.secretKeys.includes(this.fullName(key))) return;
    this.report(key, "config-encrypted", "this value is encrypted, and only Pulumi could decrypt it", {
      fix: `Set it in the clear: ${this.command(key)}`,
    });
  }

  /** Keeps a problem of one key. Unless told otherwise, what to do about it is to set the key. */
  report(key: ConfigKey, rule: string, message: string, facts: Facts = {}): void {
    const fix = `Run: ${this.command(key)}`;
    this.problems.push({ rule, severity: "error", path: this.fullName(key), message, fix, ...facts });
  }

  /** The command that takes a key off this stack. */
  removal(key: ConfigKey): string {
    return `pulumi config rm --stack ${this.source.stack} ${this.fullName(key)}`;
  }

  /** The command that sets a key on this stack. */
  command(key: ConfigKey): string {
    const secret = key.secret ? " --secret" : "";
    return `pulumi config set --stack ${this.source.stack}${secret} ${this.fullName(key)} ${key.example}`;
  }

  private fullName(key: ConfigKey): string {
    return `${this.source.project}:${key.name}`;
  }
}

/** A misspelt name of the project, or the one that docs have where the project was given another. */
function isMeantFor(project: string, namespace: string): boolean {
  return namespace !== "kubernetes" && (namespace === "slipway" || nearest(namespace, [project]) !== undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? withoutPrintedTime(value) : value));
  } catch {
    return undefined;
  }
}

function quoted(text: string): string {
  const shown = withoutSecrets(text);
  return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown);
}
