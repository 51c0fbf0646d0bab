import { useSyncExternalStore } from "react";

// Story time runs on in the page between two words from the server.
let base = Date.now();
let since = performance.now();
let speed = 0;
let shown = 0;
const watchers = new Set<() => void>();
let timer = 0;

/** setClock takes the server's word: the story's time and how fast it runs. */
export function setClock(now: string, storySpeed: number) {
  const at = Date.parse(now);
  if (Number.isNaN(at)) return;
  base = at;
  since = performance.now();
  speed = storySpeed;
  // A little lateness of the stream must not turn the clock back before
  // people's eyes; a real jump back, as after a restart, must.
  if (shown - at > speed * 5000) shown = 0;
  tick();
}

/** storyNow is story time in milliseconds. */
export function storyNow(): number {
  const t = base + (performance.now() - since) * speed;
  if (t > shown) shown = t;
  return shown;
}

function tick() {
  for (const w of watchers) w();
}

function watch(w: () => void) {
  watchers.add(w);
  if (!timer) timer = window.setInterval(tick, 1000);
  return () => {
    watchers.delete(w);
    if (watchers.size === 0) {
      window.clearInterval(timer);
      timer = 0;
    }
  };
}

/** useStoryNow draws its component again whenever `read` of the time changes. */
export function useStoryNow<T extends string | number>(read: (ms: number) => T): T {
  return useSyncExternalStore(watch, () => read(storyNow()));
}

const two = (n: number) => String(n).padStart(2, "0");
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

export const hhmm = (ms: number) => `${two(new Date(ms).getUTCHours())}:${two(new Date(ms).getUTCMinutes())}`;
export const hhmmss = (ms: number) => `${hhmm(ms)}:${two(new Date(ms).getUTCSeconds())}`;

/** day is "Tuesday, 16 January 2018". */
export function day(ms: number): string {
  const d = new Date(ms);
  return `${days[d.getUTCDay()]}, ${shortDay(ms, true)}`;
}

/** shortDay is "16 Jan 2018", or with the month in full. */
export function shortDay(ms: number, full = false): string {
  const d = new Date(ms);
  const month = months[d.getUTCMonth()] ?? "";
  return `${d.getUTCDate()} ${full ? month : month.slice(0, 3)} ${d.getUTCFullYear()}`;
}

const midnight = (ms: number) => Math.floor(ms / 86_400_000);

/** age is "12 seconds ago" as Slack writes it, in story time. */
export function age(then: number, now: number): string {
  const s = Math.round(Math.abs(now - then) / 1000);
  const [n, unit] =
    s < 60 ? [s, "second"] : s < 3600 ? [Math.floor(s / 60), "minute"]
    : s < 86_400 ? [Math.floor(s / 3600), "hour"] : [Math.floor(s / 86_400), "day"];
  const words = `${n} ${unit}${n === 1 ? "" : "s"}`;
  return then > now ? `in ${words}` : `${words} ago`;
}

/** slackDate fills Slack's date tokens. The practice workspace lives in UTC. */
export function slackDate(format: string, then: number, now: number): string {
  const d = new Date(then);
  const near = { "-1": "yesterday", "0": "today", "1": "tomorrow" }[String(midnight(then) - midnight(now))];
  const cap = near && near[0]!.toUpperCase() + near.slice(1);
  const long = `${d.getUTCDate()} ${months[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
  const named: Record<string, string> = {
    date_num: d.toISOString().slice(0, 10),
    date_slash: `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`,
    date: long,
    date_pretty: cap ?? long,
    date_short: shortDay(then),
    date_short_pretty: cap ?? shortDay(then),
    date_long: day(then),
    date_long_full: day(then),
    date_long_pretty: cap ?? day(then),
    day_divider_pretty: cap ?? day(then),
    time: `${hhmm(then)} UTC`,
    time_secs: `${hhmmss(then)} UTC`,
    ago: age(then, now),
  };
  return format.replace(/\{(\w+)\}/g, (token, name: string) => named[name] ?? token);
}
