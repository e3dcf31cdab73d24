import { kargoBehaviours } from "./behaviours.ts";
import { startKargoCluster } from "./support.ts";

kargoBehaviours(() => startKargoCluster({ kind: "stand-in" }));
