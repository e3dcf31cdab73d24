/** How much of everything a comment tells. */
export interface Limits {
  /** Changed resources of a stack. */
  readonly resources: number;
  /** Changed properties of a resource. */
  readonly properties: number;
  /** Findings of rules, all stacks together. */
  readonly findings: number;
  /** Messages of the engine, of a stack. */
  readonly messages: number;
  /** Characters of one message. */
  readonly text: number;
  /** Rows of the table of promotions, and of the table of stacks. */
  readonly rows: number;
  /** Characters of one picture; a longer one is left out. */
  readonly picture: number;
}

/**
 * The most characters of a comment at GitHub. Source: its answer to a longer one, "body is too long (maximum is 65536
 * characters)"; counted here in UTF-16's units, of which there are never fewer.
 */
export const longestComment = 65_536;

/** From all that is useful to what always fits: the first is taken with which the comment is short enough. */
export const levels: readonly Limits[] = [
  { resources: 200, properties: 20, findings: 100, messages: 20, text: 1_000, rows: 100, picture: 20_000 },
  { resources: 100, properties: 8, findings: 50, messages: 10, text: 500, rows: 60, picture: 12_000 },
  { resources: 40, properties: 4, findings: 25, messages: 5, text: 300, rows: 40, picture: 8_000 },
  { resources: 15, properties: 2, findings: 10, messages: 3, text: 200, rows: 30, picture: 4_000 },
  { resources: 5, properties: 0, findings: 5, messages: 1, text: 120, rows: 20, picture: 0 },
  { resources: 0, properties: 0, findings: 3, messages: 0, text: 80, rows: 10, picture: 0 },
];
