import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { isNoise, plainText } from "../model/report/engine-words.ts";
import { isStackUrn, urnParts } from "../model/report/urn.ts";
import type { ChangeCounts } from "./stack-run.ts";

/** One thing that engine, provider, policy or program said about a resource or about the run. */
export interface Diagnostic {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** Name and type of the resource it is about; undefined when it is about the run. */
  readonly resource?: { readonly urn: string; readonly name: string; readonly type: string };
  /** Set of what a policy said: its text names a field, and not the resource that the field is of. */
  readonly byPolicy?: true;
}

/** A diagnostic's text after the resource it is about: `goserver-prod-stage (kubernetes:…:Stage): …`. */
export function withResource({ message, resource }: Diagnostic): string {
  return resource === undefined ? message : `${resource.name} (${resource.type}): ${message}`;
}

/** One thing that a run changes, or that a preview says it would. */
export interface PlannedChange {
  /** `create`, `update`, `replace`, `delete`. */
  readonly operation: string;
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  /** Top-level properties that change; only of updates and replacements. */
  readonly fields: readonly string[];
}

/** Gathers the engine's events of one run into counts and messages a person can read. */
export class EventLog {
  readonly diagnostics: Diagnostic[] = [];
  /** In the engine's order; what is Pulumi's own, the stack and providers, left out. */
  readonly planned: PlannedChange[] = [];
  private readonly hide: (text: string) => string;
  private readonly onResource: (text: string) => void;
  private finished = 0;
  private summary: Readonly<Record<string, number>> = {};

  /**
   * @param hide takes secrets out of a text.
   * @param onResource hears about each finished resource: `12 done, goserver-dev-stage created`; of a preview
   *   `12 looked at, goserver-dev-stage to create`.
   */
  constructor(hide: (text: string) => string, onResource: (text: string) => void) {
    this.hide = hide;
    this.onResource = onResource;
  }

  add(event: EngineEvent): void {
    const { diagnosticEvent, policyEvent, resourcePreEvent, resOutputsEvent, summaryEvent } = event;
    if (diagnosticEvent !== undefined && !diagnosticEvent.ephemeral) {
      const { message, urn } = diagnosticEvent;
      const severity = severities[diagnosticEvent.severity];
      if (severity !== undefined) this.keep(severity, message, urn);
    }
    if (policyEvent !== undefined) {
      const severity = policyEvent.enforcementLevel === "mandatory" ? "error" : "warning";
      const text = `policy ${policyEvent.policyName}: ${policyEvent.message}`;
      this.keep(severity, text, policyEvent.resourceUrn, { byPolicy: true });
    }
    if (resourcePreEvent !== undefined) {
      const { op, urn, diffs = [] } = resourcePreEvent.metadata;
      const parts = urnParts(urn);
      if (changing.includes(op) && !parts.type.startsWith("pulumi:"))
        this.planned.push({ operation: op, ...parts, fields: [...diffs] });
    }
    if (resOutputsEvent !== undefined) {
      this.finished += 1;
      const { planning = false, metadata } = resOutputsEvent;
      const { count, words } = planning ? { count: "looked at", words: toCome } : { count: "done", words: pastTense };
      const become = words[metadata.op] ?? metadata.op;
      this.onResource(`${this.finished} ${count}, ${urnParts(metadata.urn).name} ${become}`);
    }
    if (summaryEvent !== undefined) this.summary = summaryEvent.resourceChanges as Record<string, number>;
  }

  /** What was said, as a person reads it: what policies said with the resource it is about. */
  get messages(): string[] {
    return this.diagnostics.map((each) => (each.byPolicy ? withResource(each) : each.message));
  }

  /** What was done, by the engine's own summary; all zero when it never came to one. */
  get changes(): ChangeCounts {
    const count = (operation: string) => this.summary[operation] ?? 0;
    return {
      create: count("create"),
      update: count("update"),
      replace: count("replace"),
      delete: count("delete"),
      same: count("same"),
    };
  }

  private keep(
    severity: Diagnostic["severity"],
    raw: string,
    urn: string | undefined,
    more: Pick<Diagnostic, "byPolicy"> = {},
  ): void {
    const message = this.hide(plainText(raw));
    if (message === "" || isNoise(message)) return;
    const resource = urn === undefined || isStackUrn(urn) ? {} : { resource: { urn, ...urnParts(urn) } };
    const diagnostic = { severity, message, ...resource, ...more };
    const told = this.diagnostics.some(
      (each) => each.message === message && each.resource?.urn === diagnostic.resource?.urn,
    );
    if (!told) this.diagnostics.push(diagnostic);
  }
}

// `debug` comes too, although the SDK's type doesn't name it: the SDK's talk with the engine, left out here.
const severities: Readonly<Record<string, Diagnostic["severity"]>> = {
  error: "error",
  warning: "warning",
  info: "info",
  "info#err": "info",
};

// Of a replacement the engine also tells the two halves, which are left out.
const changing = ["create", "update", "replace", "delete"];

const pastTense: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  same: "unchanged",
  refresh: "refreshed",
  read: "read",
};

// A preview tells of the same events as if all were done.
const toCome: Readonly<Record<string, string>> = {
  ...pastTense,
  create: "to create",
  update: "to update",
  delete: "to delete",
  replace: "to replace",
};
