import type { StepTable } from "../step-row.ts";
import { table as copy } from "./copy.ts";
import { table as deleteStep } from "./delete.ts";
import { table as fileWrite } from "./file-write.ts";
import { table as jsonUpdate } from "./json-update.ts";
import { table as kustomizeSetImage } from "./kustomize-set-image.ts";
import { composeOutputTable, failTable } from "./outputs.ts";
import { jsonParseTable, tomlParseTable, yamlParseTable } from "./parse.ts";
import { table as tomlUpdate } from "./toml-update.ts";
import { table as untar } from "./untar.ts";
import { table as yamlMerge } from "./yaml-merge.ts";
import { table as yamlUpdate } from "./yaml-update.ts";

/** The tables of the steps that need no program. */
export const tables: readonly StepTable[] = [
  copy,
  deleteStep,
  fileWrite,
  composeOutputTable,
  failTable,
  jsonUpdate,
  kustomizeSetImage,
  jsonParseTable,
  tomlParseTable,
  yamlParseTable,
  tomlUpdate,
  untar,
  yamlMerge,
  yamlUpdate,
];
