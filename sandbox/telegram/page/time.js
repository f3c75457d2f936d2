// Sandbox time: the server's clock runs on its own offset; the page shows it in the bureau's zone.

const ZONE = "Asia/Shanghai";
const format = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hourCycle: "h23", ...options });
const MINUTE = format({ hour: "2-digit", minute: "2-digit" });
const SECOND = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = format({ month: "long", day: "numeric", weekday: "short" });
const FULL = format({ month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });
const KEY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short" });
const LOCAL = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });

/** Times below are unix seconds. */
export const clockTime = (seconds) => MINUTE.format(seconds * 1000);
export const dayTitle = (seconds) => DAY.format(seconds * 1000);
export const dayKey = (seconds) => KEY.format(seconds * 1000);
export const fullTime = (seconds) => FULL.format(seconds * 1000);

/** The clock strip's two parts. */
export const stampTime = (seconds) => ({ day: DAY.format(seconds * 1000), clock: SECOND.format(seconds * 1000) });

/** For an <input type="datetime-local">, in the bureau's zone, and back to ISO 8601. */
export const toLocalInput = (seconds) => LOCAL.format(seconds * 1000).replace(" ", "T");
export const fromLocalInput = (value) => `${value.length === 16 ? `${value}:00` : value}+08:00`;

export function duration(seconds = 0) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function fileSize(bytes) {
  if (!bytes && bytes !== 0) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
