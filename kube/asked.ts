/** How a stack's config names its cluster. */
export type Way = { readonly kubeconfig: string } | { readonly context: string };

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The server's clock, as its Date header says it. */
  readonly date: string | undefined;
}

/** What checks need of a cluster. A type of its own: programs see it, and must not need a client's declarations for it. */
export interface AskedCluster {
  /** For messages. */
  readonly name: string;
  /**
   * What the server answers at a path of its own, such as `version`; whatever the status.
   *
   * @param options `metadataOnly`: of a list, its objects without their data
   * @throws ApiFailure when it doesn't answer
   */
  look(path: string, options?: { readonly metadataOnly?: boolean }): Promise<Answer>;
  /**
   * Asks what a change would come to; nothing is stored. Whatever the status.
   *
   * @param type of the patch: `application/apply-patch+yaml` (JSON is YAML), `application/strategic-merge-patch+json`
   * @throws ApiFailure when it doesn't answer
   */
  tryPatch(path: string, manager: string, type: string, patch: object): Promise<Answer>;
}
