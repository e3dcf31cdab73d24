import type { StepTable } from "../step-row.ts";
import { table as helmTemplate } from "./helm-template.ts";
import { table as helmUpdateChart } from "./helm-update-chart.ts";
import { table as kustomizeBuild } from "./kustomize-build.ts";

/** The tables of the steps whose work kustomize and helm do. */
export const programTables: readonly StepTable[] = [helmTemplate, helmUpdateChart, kustomizeBuild];
