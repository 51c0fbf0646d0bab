import type { ReactNode } from "react";

// Slack's mrkdwn, turned into the rich text that the renderer draws. The
// renderer has a reader of its own, but that one takes "14:35-14:40" for an
// emoji and drops lines that begin with "#", and a page full of times cannot
// have that.

export interface Style {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

export type Inline =
  | { type: "text"; text: ReactNode; style?: Style }
  | { type: "emoji"; name: string }
  | { type: "user"; user_id: string; style?: Style }
  | { type: "channel"; channel_id: string; style?: Style }
  | { type: "broadcast"; range: string }
  | { type: "link"; url: string; text: ReactNode; style?: Style }
  | { type: "date"; timestamp: number; format: string; style?: Style };

export interface Rich {
  type: "rich_text_section" | "rich_text_quote" | "rich_text_preformatted";
  elements: Inline[];
}

/** A linked date is drawn by the page, since the renderer's has no link. */
export type DrawDate = (timestamp: number, format: string) => ReactNode;

export const decode = (s: string) => s.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** mrkdwn reads a whole text: code fences, quotes and plain lines. */
export function mrkdwn(text: string, date: DrawDate): Rich[] {
  const out: Rich[] = [];
  text.split("```").forEach((part, n, all) => {
    const fenced = n % 2 === 1 && n < all.length - 1;
    if (fenced) {
      out.push({ type: "rich_text_preformatted", elements: [{ type: "text", text: bare(part.replace(/^\n|\n$/g, "")) }] });
      return;
    }
    const body = n % 2 === 1 ? "```" + part : part;
    lines(n > 0 ? body.replace(/^\n/, "") : body, out, date);
  });
  return out;
}

/** plain is text in which only emoji names mean something. */
export function plain(text: string): Rich[] {
  return [{ type: "rich_text_section", elements: inline(decode(text), {}, () => "", true) }];
}

const quoteMark = /^(?:&gt;|>) ?/;

function lines(text: string, out: Rich[], date: DrawDate) {
  let kind: Rich["type"] | "" = "";
  let held: string[] = [];
  const flush = () => {
    const body = held.join("\n");
    if (kind && body.trim() !== "") out.push({ type: kind, elements: inline(body, {}, date) });
    held = [];
  };
  for (const line of text.split("\n")) {
    const next = quoteMark.test(line) ? "rich_text_quote" : "rich_text_section";
    if (next !== kind) flush();
    kind = next;
    held.push(next === "rich_text_quote" ? line.replace(quoteMark, "") : line);
  }
  flush();
}

const styles: Record<string, keyof Style> = { "*": "bold", _: "italic", "~": "strike" };
const wordy = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
// A zero-width space is how an app keeps a character from formatting.
const blank = (c: string | undefined) => c === undefined || /[\s\u200b]/.test(c);
const emojiName = /:((?:[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1|100|1234)(?:::skin-tone-[2-6])?):/y;

function inline(s: string, style: Style, date: DrawDate, emojiOnly = false): Inline[] {
  const out: Inline[] = [];
  const styled = Object.keys(style).length > 0 ? { style } : {};
  let run = "";
  const flush = () => {
    if (run) out.push({ type: "text", text: emojiOnly ? run : decode(run), ...styled });
    run = "";
  };
  for (let i = 0; i < s.length; i++) {
    const c = s[i]!;
    if (c === ":") {
      emojiName.lastIndex = i;
      const m = emojiName.exec(s);
      if (m && !wordy(s[i - 1])) {
        flush();
        out.push({ type: "emoji", name: m[1]! });
        i += m[0].length - 1;
        continue;
      }
    }
    if (emojiOnly) {
      run += c;
      continue;
    }
    if (c === "<") {
      const end = s.indexOf(">", i);
      if (end > i + 1) {
        flush();
        out.push(entity(s.slice(i + 1, end), styled, date));
        i = end;
        continue;
      }
    }
    if (c === "`") {
      const end = s.indexOf("`", i + 1);
      if (end > i + 1 && !s.slice(i, end).includes("\n")) {
        flush();
        out.push({ type: "text", text: bare(s.slice(i + 1, end)), style: { ...style, code: true } });
        i = end;
        continue;
      }
    }
    const kind = styles[c];
    if (kind && !style[kind] && !wordy(s[i - 1]) && s[i - 1] !== c) {
      const end = closing(s, i, c);
      if (end > 0) {
        flush();
        out.push(...inline(s.slice(i + 1, end), { ...style, [kind]: true }, date));
        i = end;
        continue;
      }
    }
    run += c;
  }
  flush();
  return out;
}

/** closing finds where a style that opens at i ends, or -1. */
function closing(s: string, i: number, c: string): number {
  if (blank(s[i + 1]) || s[i + 1] === c) return -1;
  for (let j = i + 2; j < s.length; j++) {
    if (s[j] === "\n") return -1;
    if (s[j] === c && !blank(s[j - 1]) && !wordy(s[j + 1]) && s[j + 1] !== c) return j;
  }
  return -1;
}

function entity(body: string, styled: { style?: Style }, date: DrawDate): Inline {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : decode(body.slice(bar + 1));
  if (target.startsWith("@")) return { type: "user", user_id: target.slice(1), ...styled };
  // The label goes along for a channel that the page does not know.
  if (target.startsWith("#")) return { type: "channel", channel_id: body.slice(1), ...styled };
  if (target.startsWith("!date^")) {
    const [, stamp = "", format = "", link] = target.split("^");
    const timestamp = Number(stamp);
    if (!Number.isFinite(timestamp) || stamp === "") return { type: "text", text: label, ...styled };
    if (link) return { type: "link", url: decode(link), text: date(timestamp, decode(format)), ...styled };
    return { type: "date", timestamp, format: decode(format), ...styled };
  }
  if (target.startsWith("!")) {
    const range = target.slice(1);
    if (range === "here" || range === "channel" || range === "everyone") return { type: "broadcast", range };
    return { type: "text", text: label || decode(target), ...styled };
  }
  const url = decode(target);
  return { type: "link", url, text: label || url.replace(/^mailto:/, ""), ...styled };
}

/** spoken is a text without its markup, for one line and for screen readers. */
export function spoken(text: string, people: { id: string; name: string; real_name: string }[]): string {
  const said = text.replace(/<@([^<>|]+)(?:\|[^<>]*)?>/g, (all, id: string) => {
    const p = people.find((x) => x.id === id);
    return p ? `@${p.real_name || p.name}` : all;
  });
  return bare(said.replace(/\u200b/g, ""));
}

/** bare drops the angle brackets of links and mentions, as code shows them. */
function bare(s: string): string {
  return decode(s.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label || target));
}

/** typed is a text as its author would type it again. */
export function typed(text: string, people: { id: string; real_name: string; name: string }[], channels: { id: string; name: string }[]): string {
  const again = text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => {
    if (target.startsWith("@")) {
      const p = people.find((x) => x.id === target.slice(1));
      return `@${p?.name ?? label ?? target.slice(1)}`;
    }
    if (target.startsWith("#")) return `#${label || (channels.find((c) => c.id === target.slice(1))?.name ?? target.slice(1))}`;
    if (target.startsWith("!")) return label || `@${target.slice(1)}`;
    return target.replace(/^mailto:/, "");
  });
  return decode(again);
}
