import { test } from "vitest";
import { deliveryFile, deliveryWorkflow } from "../../../model/workflow/delivery-workflow.ts";
import { previewFile, previewWorkflow } from "../../../model/workflow/preview-workflow.ts";
import { expectGolden } from "../../support/golden.ts";
import { deliveries, previews, sample, samplePreview } from "./samples.ts";

const repository = "../..";

test("the sample's delivery workflow is its golden file, where GitHub looks for it", () => {
  expectGolden(`${repository}/${deliveryFile(sample)}`, deliveryWorkflow(sample));
});

test("this project's preview workflow is its golden file, where GitHub looks for it", () => {
  expectGolden(`${repository}/${previewFile}`, previewWorkflow(samplePreview));
});

test.each(Object.entries(deliveries))("the delivery workflow %s is its golden file", (name, settings) => {
  expectGolden(`workflows/${name}.yaml`, deliveryWorkflow(settings));
});

test.each(Object.entries(previews))("the preview workflow %s is its golden file", (name, settings) => {
  expectGolden(`workflows/${name}.yaml`, previewWorkflow(settings));
});
