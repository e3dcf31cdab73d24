/** A pipeline as a picture shows it, whoever wrote the pipeline and whatever it is drawn as. */
export interface Diagram {
  /** The app, or Kargo's Project. */
  readonly title: string;
  readonly warehouses: readonly WarehouseNode[];
  /** Upstream before downstream. */
  readonly stages: readonly StageNode[];
}

export interface WarehouseNode {
  readonly name: string;
  readonly subscriptions: readonly { readonly kind: string; readonly repoURL: string; readonly which?: string }[];
  /** When it makes Freight, in words; none: whenever it finds something new. */
  readonly notes: readonly string[];
}

export interface StageNode {
  readonly name: string;
  /** Stages of one environment stand together; the Stage's name where nobody named one. */
  readonly environment: string;
  /** `join`: made by Slipway for Freight to soak in. `missing`: named as upstream, but not there. */
  readonly kind: "promoted" | "controlFlow" | "join" | "missing";
  readonly gates: readonly Gate[];
  readonly requests: readonly {
    readonly warehouse: string;
    readonly direct: boolean;
    readonly upstreams: readonly string[];
  }[];
}

/** What Freight must pass on its way into a Stage, or out of it. */
export interface Gate {
  readonly kind:
    | "auto"
    | "manual"
    | "soak"
    | "all"
    | "verification"
    | "pullRequest"
    | "freeze"
    | "protected"
    | "controlFlow"
    | "join";
  /** A few words: `soak 1h`. */
  readonly text: string;
}

/** What a live picture adds to a node, by the node's name. */
export interface Live {
  readonly warehouses: ReadonlyMap<string, LiveNode>;
  readonly stages: ReadonlyMap<string, LiveNode>;
}

export interface LiveNode {
  readonly tone: "good" | "busy" | "bad" | "none";
  readonly lines: readonly string[];
}

export const nothingLive: Live = { warehouses: new Map(), stages: new Map() };

/** The Warehouses and Stages that a Stage takes Freight from, as `Warehouse/name` or `Stage/name`, each once. */
export function sourcesOf({ requests }: StageNode): string[] {
  const all = requests.flatMap(({ warehouse, direct, upstreams }) => [
    ...(direct || upstreams.length === 0 ? [`Warehouse/${warehouse}`] : []),
    ...upstreams.map((name) => `Stage/${name}`),
  ]);
  return [...new Set(all)];
}
