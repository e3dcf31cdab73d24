import { Document, isMap, isPair, isScalar, isSeq, Scalar, visit } from "yaml";

/** A value with a comment behind it, on the same line. */
export type Noted = Scalar<string>;

export function noted(value: string, comment: string): Noted {
  const scalar = new Scalar(value);
  scalar.comment = ` ${comment}`;
  return scalar;
}

/** One step of a job, as GitHub's workflow syntax has it. */
export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: Noted;
  readonly "working-directory"?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean | number>>;
  readonly run?: string;
}

export interface Job {
  readonly name: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly "runs-on": string;
  readonly "timeout-minutes": number;
  readonly environment?: string;
  /** Each with a comment that says what for. */
  readonly permissions: Readonly<Record<string, Noted>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: object;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run: { readonly "working-directory": string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean | string;
}

export interface Workflow {
  readonly name: string;
  readonly on: object;
  /** Nothing by default: each job says what it needs. */
  readonly permissions: Readonly<Record<string, never>>;
  readonly concurrency: Concurrency;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The image of every runner: a fixed one, since `latest` changes by itself. */
export const runner = "ubuntu-24.04";

/** `bash`, named: GitHub then adds `-o pipefail`, which its default leaves out. */
export const shell = { run: { shell: "bash" } } as const;

/** A workflow as a file; the same text for the same values. @param head lines of the comment at the top */
export function workflowText(head: readonly string[], workflow: Workflow): string {
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  document.commentBefore = head.map((line) => ` ${line}`).join("\n");
  const spaced = (items: readonly unknown[]) => {
    for (const pair of items.slice(1)) if (isPair(pair) && isScalar(pair.key)) pair.key.spaceBefore = true;
  };
  if (isMap(document.contents)) spaced(document.contents.items);
  const jobs = document.get("jobs");
  if (isMap(jobs)) spaced(jobs.items);
  visit(document, {
    Map(_, map, path) {
      // `permissions: {}` and the like; everything else stands on lines of its own.
      if (map.items.length === 0) map.flow = true;
      const list = path.at(-1);
      if (isSeq(list) && map.has("name") && list.items[0] !== map) map.spaceBefore = true;
    },
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && scalar.value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
