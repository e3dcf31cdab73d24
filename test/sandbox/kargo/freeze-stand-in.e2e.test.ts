import { freezeBehaviours } from "./freeze-behaviours.ts";
import { startKargoCluster } from "./kargo-cluster.ts";

freezeBehaviours(() => startKargoCluster({ kind: "stand-in" }));
