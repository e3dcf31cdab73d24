/** Colours of both schemes. Light is what a drawer without media queries shows, on a ground of its own. */

const light = {
  ground: "#ffffff",
  box: "#f6f8fa",
  line: "#d1d9e0",
  text: "#1f2328",
  muted: "#59636e",
  edge: "#818b98",
  warehouse: "#ddf4ff",
  warehouseLine: "#54aeff",
  green: ["#dafbe1", "#116329"],
  yellow: ["#fff8c5", "#6a4b00"],
  red: ["#ffebe9", "#a40e26"],
  blue: ["#ddf4ff", "#0550ae"],
  grey: ["#e6eaef", "#424a53"],
  good: "#1a7f37",
  busy: "#bf8700",
  bad: "#cf222e",
  none: "#818b98",
} as const;

const dark: Record<keyof typeof light, string | readonly [string, string]> = {
  ground: "#0d1117",
  box: "#151b23",
  line: "#3d444d",
  text: "#f0f6fc",
  muted: "#9198a1",
  edge: "#7d8590",
  warehouse: "#0c2d4a",
  warehouseLine: "#388bfd",
  green: ["#12361f", "#7ee787"],
  yellow: ["#3a2d07", "#eac54f"],
  red: ["#4b1113", "#ffa198"],
  blue: ["#0c2d6b", "#a5d6ff"],
  grey: ["#2a313c", "#d1d7e0"],
  good: "#3fb950",
  busy: "#d29922",
  bad: "#f85149",
  none: "#7d8590",
};

export type Pill = "green" | "yellow" | "red" | "blue" | "grey";

function rules(colours: Record<keyof typeof light, string | readonly [string, string]>): string {
  const pill = (name: Pill) => `.${name}{fill:${colours[name][0]}}.${name}-text{fill:${colours[name][1]}}`;
  const bar = (name: "good" | "busy" | "bad" | "none") => `.${name}{fill:${colours[name] as string}}`;
  return [
    `.ground{fill:${colours.ground as string}}`,
    `.box{fill:${colours.box as string};stroke:${colours.line as string}}`,
    `.warehouse{fill:${colours.warehouse as string};stroke:${colours.warehouseLine as string}}`,
    `.passing{fill:${colours.ground as string};stroke:${colours.edge as string}}`,
    `.guarded{stroke:${colours.red[1]}}`,
    `.text{fill:${colours.text as string}}`,
    `.muted{fill:${colours.muted as string}}`,
    `.edge{stroke:${colours.edge as string}}`,
    `.head{fill:${colours.edge as string}}`,
    ...(["green", "yellow", "red", "blue", "grey"] as const).map(pill),
    ...(["good", "busy", "bad", "none"] as const).map(bar),
  ].join("");
}

export const svgStyle = `text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}${rules(light)}@media(prefers-color-scheme:dark){${rules(dark)}}`;
