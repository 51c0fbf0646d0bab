import type { Person } from "../wire.ts";

/** Avatar is a person's initial on their colour, dark or light as it reads best. */
export function Avatar(props: { of: Person | undefined; small?: boolean }) {
  const p = props.of;
  const name = p?.real_name || p?.name || "?";
  const colour = p?.color || "#667788";
  return (
    <span
      className={`avatar ${p?.bot ? "bot" : ""} ${props.small ? "small" : ""}`}
      style={{ background: colour, color: isLight(colour) ? "#101416" : "#ffffff" }}
      aria-hidden="true"
    >
      {name[0]?.toUpperCase()}
    </span>
  );
}

function isLight(colour: string): boolean {
  const n = Number.parseInt(colour.replace("#", ""), 16);
  if (Number.isNaN(n)) return false;
  const [r, g, b] = [n >> 16, (n >> 8) & 255, n & 255].map((v) => {
    const c = v / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  // Where black and white are equally far away.
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.179;
}
