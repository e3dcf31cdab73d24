/**
 * A number as Go's `%v` writes a float64, which every number in a step's config is: plain below a million, 1e+06 from
 * there on.
 */
export function numberText(value: number): string {
  const [, sign = "", digits = "", exponent = "0"] = /^(-?)([\d.]+)e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  if (!Number.isFinite(value) || value === 0 || (power >= -4 && power < 6)) return plain(value);
  return `${sign}${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function plain(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}
