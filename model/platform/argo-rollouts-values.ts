import type { Platform } from "./platform.ts";
import { imageOf } from "./pulled-image.ts";
import { resources, type Values } from "./values.ts";
import { verificationValues } from "./verification.ts";

/** What Slipway changes of Argo Rollouts' chart. Its containers pass `restricted` as they are. */
export function argoRolloutsValues(platform: Platform): Values {
  const { repository } = imageOf(platform, "rollouts");
  const cut = repository.indexOf("/");
  const { controller, chart } = verificationValues(platform.verification);
  return {
    controller: {
      // The chart has two by default; the second only waits for the first to fail.
      replicas: platform.size === "ha" ? 2 : 1,
      image: { registry: repository.slice(0, cut), repository: repository.slice(cut + 1) },
      resources: resources("10m", "64Mi", "512Mi"),
      ...(platform.size === "ha" && { pdb: { enabled: true, minAvailable: 1 } }),
      ...controller,
    },
    ...chart,
  };
}
