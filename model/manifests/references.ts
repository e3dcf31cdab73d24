import type { ManifestFinding } from "./finding.ts";
import type { ManifestObject } from "./object.ts";

/** All objects of one run. */
export interface Manifests {
  readonly objects: readonly ManifestObject[];
  /** Some file couldn't be read whole, so that what is missing may stand there. */
  readonly incomplete: boolean;
}

/** What only several objects together tell. */
export function checkReferences(_manifests: Manifests): ManifestFinding[] {
  return [];
}
