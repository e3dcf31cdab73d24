import { UserError } from "../model/problem.ts";

/** Somebody asked a run to stop, and it did: there is nothing to mend. */
export class Stopped extends UserError {}
