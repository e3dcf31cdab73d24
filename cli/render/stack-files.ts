import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Document, parseDocument } from "yaml";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";
import type { ConfigSource } from "../../stacks/config-source.ts";

/** A stack's config as its file has it. */
export interface StackFile {
  /** As found: below what the user named, or below the project. None: no stack's, but what the project gives to all. */
  readonly file?: string;
  readonly source: ConfigSource;
}

/** A file that can't be read as the config of a stack. */
export class StackFileError extends UserError {
  /** What is wrong, without what to do. */
  readonly found: string;
  readonly fix: string;

  constructor(found: string, fix: string, message: string = found) {
    super(message);
    this.found = found;
    this.fix = fix;
  }
}

/** Hears of a file that can't be read, which is then left out. */
export type Unreadable = (error: StackFileError) => void;

const stackFileName = /^Pulumi\.(.+)\.ya?ml$/;

/**
 * The config of stacks: `Pulumi.<stack>.yaml`, over the project's own values and defaults in its Pulumi.yaml.
 *
 * @param project folder of the project; its Pulumi.yaml says where config is (`stackConfigDir`)
 * @param named files, or folders that hold some. Empty: the project's
 * @param unreadable hears of each file that can't be read, and the others are returned. Default: such a file throws
 * @returns the project's own, then each stack's
 * @throws UserError for what isn't there or can't be read
 */
export function readStackFiles(
  project: string,
  named: readonly string[],
  unreadable?: Unreadable,
): readonly [StackFile, ...StackFile[]] {
  const [projectFile] = readable(() => readProject(project), unreadable);
  // Without it nobody knows whose keys are the project's, and where the stacks' files are.
  if (projectFile === undefined) return [{ source: { project: "slipway", stack: "", values: {}, secretKeys: [] } }];
  const files = named.length > 0 ? named.flatMap(namedFiles) : filesIn(projectFile.configFolder);
  const common = { project: projectFile.name, stack: "", secretKeys: [] };
  const role = { [`${projectFile.name}:role`]: "environment" };
  const stackOf = (file: string): StackFile => {
    const [, stack] = stackFileName.exec(path.basename(file)) ?? [];
    if (stack === undefined) throw new UserError(`${file}: a stack's config is called Pulumi.<stack>.yaml`);
    const { values, secretKeys } = valuesOf(readYaml(file)["config"], projectFile.name);
    return {
      file,
      source: { project: projectFile.name, stack, values: { ...projectFile.values, ...values }, secretKeys },
    };
  };
  const stacks = files.flatMap((file) => readable(() => stackOf(file), unreadable));
  return [{ source: { ...common, values: { ...projectFile.values, ...role } } }, ...stacks];
}

/**
 * What one file says; nothing when it can't be read and somebody hears of that.
 *
 * @throws UserError when nobody does
 */
export function readable<Value>(read: () => Value, unreadable: Unreadable | undefined): Value[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof StackFileError)) throw error;
    if (unreadable === undefined) throw new UserError(error.message);
    unreadable(error);
    return [];
  }
}

function readProject(project: string) {
  const file = path.join(project, "Pulumi.yaml");
  const content = existsSync(file) ? readYaml(file) : {};
  const name = typeof content["name"] === "string" ? content["name"] : "slipway";
  const folder = typeof content["stackConfigDir"] === "string" ? content["stackConfigDir"] : ".";
  const declared = isRecord(content["config"]) ? content["config"] : {};
  // A declaration has a type and perhaps a default, or a value; anything else is the value itself.
  const given = Object.entries(declared).flatMap(([key, each]) => {
    const value = isRecord(each) && ("type" in each || "value" in each) ? (each["value"] ?? each["default"]) : each;
    return value === undefined ? [] : [[key, value] as const];
  });
  const { values } = valuesOf(Object.fromEntries(given), name);
  return { name, values, configFolder: path.join(project, folder) };
}

/** Values as Pulumi hands them to a program: texts, lists and objects as JSON. */
function valuesOf(config: unknown, project: string) {
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(isRecord(config) ? config : {})) {
    const full = key.includes(":") ? key : `${project}:${key}`;
    if (isRecord(value) && "secure" in value) secretKeys.push(full);
    // Pulumi hands over a key without a value as an empty text.
    const given = value ?? "";
    values[full] = typeof given === "object" ? JSON.stringify(given) : String(given);
  }
  return { values, secretKeys };
}

function namedFiles(name: string): readonly string[] {
  if (!existsSync(name)) throw new UserError(`${name}: no such file or folder`);
  return statSync(name).isDirectory() ? filesIn(name) : [name];
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => stackFileName.test(name));
  return names.sort().map((name) => path.join(folder, name));
}

// What the parser says of a broken file may quote it, and config may hold secrets: only the place is told.
function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw new StackFileError(
      `${file}:${line}: this isn't valid YAML (${error.code})`,
      `Mend the file around line ${line}`,
    );
  }
  const content = contentOf(document, file);
  if (content === null) return {};
  if (isRecord(content)) return content;
  throw new StackFileError(`${file}: a map of keys was expected`, "Write keys with values: config: {…}");
}

function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    const fix = "Put quotes around values that begin with *";
    throw new StackFileError(`${file}: this isn't valid YAML (an alias without its anchor)`, fix);
  }
}
