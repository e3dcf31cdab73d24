import { kargoBehaviours } from "./behaviours.ts";
import { startKargoCluster } from "./kargo-cluster.ts";

kargoBehaviours(() => startKargoCluster({ kind: "stand-in" }));
