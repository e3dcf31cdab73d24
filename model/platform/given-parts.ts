import { isRecord } from "../json.ts";
import { type Part, parts } from "./charts.ts";

/** What can be read of one of `platform.parts` before the schema has let it through. */
export interface GivenPart {
  /** False: somebody else installed it, and nothing of it is made here. Default true. */
  readonly install: boolean;
  /** It is there, by somebody else's hand, and is to become Slipway's. */
  readonly isTakenOver: boolean;
  /** Of its chart. Default: the one that Slipway knows. */
  readonly version?: string;
  /** Of the chart of a release that is taken over. Default: the one that it has. */
  readonly takenVersion?: string;
  /** Default: the chart's in `charts`. */
  readonly namespace?: string;
}

/** Whether Slipway is to install it: what `installs` tells of a platform that the schema has let through. */
export function isInstalled({ install, isTakenOver }: GivenPart): boolean {
  return install && !isTakenOver;
}

/**
 * Every part of `slipway:platform` as far as it can be read: checks that look at several settings run beside the schema's,
 * so that all is told at once. What has another shape than the schema says counts as not given, which the schema tells.
 */
export function givenParts(platform: unknown): Readonly<Record<Part, GivenPart>> {
  const given = isRecord(platform) && isRecord(platform["parts"]) ? platform["parts"] : {};
  const read = (part: Part): GivenPart => {
    const value = given[part];
    const { install, takeOver, version, namespace } = isRecord(value) ? value : {};
    const isTakenOver = takeOver !== undefined;
    const takenVersion = isRecord(takeOver) ? takeOver["version"] : undefined;
    return {
      install: install !== false,
      isTakenOver,
      ...(typeof version === "string" && { version }),
      ...(typeof takenVersion === "string" && { takenVersion }),
      ...(typeof namespace === "string" && { namespace }),
    };
  };
  return Object.fromEntries(parts.map((part) => [part, read(part)])) as Record<Part, GivenPart>;
}
