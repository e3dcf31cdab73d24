/** What a schema says against a value, told so that it can be mended without reading the schema. */
export interface SchemaFinding {
  /** Where in the value: field names and list indexes. */
  readonly path: readonly (string | number)[];
  /** What is wrong, one sentence without path, value or fix. */
  readonly message: string;
  /** The value found, shortened and without credentials; left out when nothing was given. */
  readonly got?: string;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do, when the schema alone can tell. */
  readonly fix?: string;
}
