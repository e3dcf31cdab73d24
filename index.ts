export { program } from "./stacks/program.ts";
