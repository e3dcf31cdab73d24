import { isRecord } from "../json.ts";
import { shown } from "../words.ts";
import { type Finding, unknownValue } from "./rule.ts";

/**
 * One place of a judged object. Reading what is unknown, or of a type it can't have, is a finding by itself, told once;
 * from there on the place is blind: it reads as absent and takes no further findings.
 */
export class Place {
  readonly path: string;
  readonly #value: unknown;
  readonly #findings: Finding[];
  #blind: boolean;

  private constructor(path: string, value: unknown, findings: Finding[], blind: boolean) {
    this.path = path;
    this.#value = value ?? undefined;
    this.#findings = findings;
    this.#blind = blind;
  }

  /** What a rule's body finds in an object. */
  static judge(object: unknown, body: (root: Place) => void): readonly Finding[] {
    const findings: Finding[] = [];
    body(new Place("", object, findings, false));
    return findings;
  }

  /** Nothing stands here; null counts as nothing, as it does for Kubernetes. */
  get isAbsent(): boolean {
    return !this.#blind && this.#value === undefined;
  }

  at(key: string): Place {
    const name = /^[A-Za-z_$][\w$-]*$/.test(key) ? `${this.path === "" ? "" : "."}${key}` : `[${JSON.stringify(key)}]`;
    const path = `${this.path}${name}`;
    if (this.#blind || this.isAbsent) return new Place(path, undefined, this.#findings, this.#blind);
    const value = this.#value;
    if (isRecord(value))
      return new Place(path, Object.hasOwn(value, key) ? value[key] : undefined, this.#findings, false);
    const blind = new Place(this.path === "" ? path : this.path, value, this.#findings, false);
    blind.#unseen();
    this.#blind = this.path !== "";
    return new Place(path, undefined, this.#findings, true);
  }

  /** The list's items; none when there is no list. */
  items(): readonly Place[] {
    if (this.#blind || this.isAbsent) return [];
    if (!Array.isArray(this.#value)) {
      this.#unseen();
      return [];
    }
    return this.#value.map((item: unknown, index) => new Place(`${this.path}[${index}]`, item, this.#findings, false));
  }

  /** A map's keys; none when there is no map. */
  keys(): readonly string[] {
    if (this.#blind || this.isAbsent) return [];
    if (isRecord(this.#value)) return Object.keys(this.#value);
    this.#unseen();
    return [];
  }

  text(): string | undefined {
    return this.#typed((value): value is string => typeof value === "string");
  }

  flag(): boolean | undefined {
    return this.#typed((value): value is boolean => typeof value === "boolean");
  }

  number(): number | undefined {
    return this.#typed((value): value is number => typeof value === "number");
  }

  /** The list's texts. */
  texts(): readonly string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** The same place; that nothing stands there is a finding. */
  required(): this {
    if (this.isAbsent) this.#unseen();
    return this;
  }

  /** Every value inside that has no parts; what isn't known is a finding. */
  leaves(): readonly { readonly place: Place; readonly value: unknown }[] {
    if (!this.#blind && this.#value === unknownValue) this.#unseen();
    if (this.#blind || this.isAbsent) return [];
    if (Array.isArray(this.#value)) return this.items().flatMap((item) => item.leaves());
    if (isRecord(this.#value)) return this.keys().flatMap((key) => this.at(key).leaves());
    return [{ place: this, value: this.#value }];
  }

  /** @param got what to show in place of the value */
  violation(message: string, got: string = shown(this.#value)): void {
    if (!this.#blind) this.#findings.push({ path: this.path, message, got });
  }

  #typed<T>(is: (value: unknown) => value is T): T | undefined {
    if (this.#blind || this.isAbsent) return undefined;
    if (is(this.#value)) return this.#value;
    this.#unseen();
    return undefined;
  }

  #unseen(): void {
    if (!this.#blind && !this.#findings.some(({ path, message }) => path === this.path && message === unseen)) {
      this.#findings.push({
        path: this.path,
        message: unseen,
        got: this.#value === unknownValue ? "unknown" : shown(this.#value),
      });
    }
    this.#blind = true;
  }
}

export const unseen =
  "A value this rule judges isn't a plain value known at preview, so the rule can't be shown to hold";
