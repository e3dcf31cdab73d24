import { freezeBehaviours } from "./freeze-behaviours.ts";
import { onOfficialPrograms } from "./official-programs.ts";

await onOfficialPrograms(freezeBehaviours);
