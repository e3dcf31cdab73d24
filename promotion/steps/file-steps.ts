import type { StepRunner } from "../step.ts";
import { composeOutput } from "./compose-output.ts";
import { copy } from "./copy.ts";
import { deleteStep } from "./delete.ts";
import { fail } from "./fail.ts";
import { fileWrite } from "./file-write.ts";
import { helmTemplate } from "./helm-template.ts";
import { helmUpdateChart } from "./helm-update-chart.ts";
import { http } from "./http.ts";
import { httpDownload } from "./http-download.ts";
import { jsonParse } from "./json-parse.ts";
import { jsonUpdate } from "./json-update.ts";
import { kustomizeBuild } from "./kustomize-build.ts";
import { kustomizeSetImage } from "./kustomize-set-image.ts";
import { ociDownload } from "./oci-download.ts";
import { ociPush } from "./oci-push.ts";
import { setFreightAlias } from "./set-freight-alias.ts";
import { setMetadata } from "./set-metadata.ts";
import { tomlParse } from "./toml-parse.ts";
import { tomlUpdate } from "./toml-update.ts";
import { untar } from "./untar.ts";
import { yamlMerge } from "./yaml-merge.ts";
import { yamlParse } from "./yaml-parse.ts";
import { yamlUpdate } from "./yaml-update.ts";

/** The steps that work on files and on what they hold, and the few that only hand on a value. */
export const fileSteps: readonly StepRunner[] = [
  composeOutput,
  copy,
  deleteStep,
  fail,
  fileWrite,
  helmTemplate,
  helmUpdateChart,
  http,
  httpDownload,
  jsonParse,
  jsonUpdate,
  kustomizeBuild,
  kustomizeSetImage,
  ociDownload,
  ociPush,
  setFreightAlias,
  setMetadata,
  tomlParse,
  tomlUpdate,
  untar,
  yamlMerge,
  yamlParse,
  yamlUpdate,
];
