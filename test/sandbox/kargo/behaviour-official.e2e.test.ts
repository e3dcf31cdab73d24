import { kargoBehaviours } from "./behaviours.ts";
import { onOfficialPrograms } from "./official-programs.ts";

await onOfficialPrograms(kargoBehaviours);
