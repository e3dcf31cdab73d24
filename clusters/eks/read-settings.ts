/** What a project's config says, by key without the project's name; lists as JSON. */
export type Given = (key: string) => string | undefined;

/** Reads config and keeps everything that is wrong with it, so that all of it is told at once. */
export class SettingsReader {
  readonly problems: string[] = [];
  private readonly project: string;
  private readonly given: Given;

  constructor(project: string, given: Given) {
    this.project = project;
    this.given = given;
  }

  /** A text of the given form. Without `otherwise` it has to be there. */
  text(key: string, form: RegExp, allowed: string, otherwise?: string): string {
    const value = this.given(key) ?? otherwise;
    if (value === undefined) this.report(key, "is missing", allowed);
    else if (!form.test(value)) this.report(key, `is ${JSON.stringify(value)}`, allowed);
    return value ?? "";
  }

  /** A whole number between two others, both among those allowed. */
  count(key: string, [least, most]: readonly [number, number], otherwise: number): number {
    const value = this.given(key) ?? String(otherwise);
    const count = Number(value);
    if (!/^\d+$/.test(value) || count < least || count > most)
      this.report(key, `is ${JSON.stringify(value)}`, `a whole number from ${least} to ${most}`);
    return count;
  }

  /** A list of texts of the given form, none of them twice. */
  list(key: string, form: RegExp, allowed: string, least: number): readonly string[] {
    const value = this.given(key) ?? "[]";
    const list = listOf(value);
    if (list === undefined) this.report(key, "is no list of texts", allowed);
    else if (list.length < least || new Set(list).size !== list.length || !list.every((each) => form.test(each)))
      this.report(key, `is ${JSON.stringify(list)}`, allowed);
    return list ?? [];
  }

  report(key: string, wrong: string, allowed: string): void {
    this.problems.push(`${this.project}:${key} ${wrong} (allowed: ${allowed})`);
  }

  /** @throws Error with everything that is wrong */
  done<Settings>(settings: Settings): Settings {
    if (this.problems.length > 0) throw new Error(`config of ${this.project}:\n  ${this.problems.join("\n  ")}`);
    return settings;
  }
}

function listOf(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
