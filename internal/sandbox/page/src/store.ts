import { spoken } from "./mrkdwn.ts";
import type { Channel, Message, Person, Shortcut, State, Story, StreamEvent, Verb, View } from "./wire.ts";

// Everything the page knows, and how it changes. No drawing here, no network.

/** home is the place of the bot's Home tab, which is no channel. */
export const home = "home";

export interface Place {
  /** A channel's id, or `home`. */
  channel: string;
  thread: string;
}

export interface Page {
  ready: boolean;
  lost: boolean;
  team: string;
  command: string;
  verbs: Verb[];
  me: string;
  people: Person[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  story: Story | null;
  homeTab: boolean;
  shortcuts: Shortcut[];
  /** The open modals of each person, the top one last. */
  views: Record<string, View[]>;
  homes: Record<string, View>;
  as: string;
  at: Place;
  /** The newest message each person has seen in each channel: "person channel" to ts. */
  seen: Record<string, string>;
  /** The newest message when the page was opened: what is older is not news. */
  opened: string;
  /** Channels that appeared while the page was open and were not yet visited. */
  fresh: string[];
  /** Until when, in machine time, a new channel counts as this person's own doing. */
  ownUntil: number;
  /** What a screen reader is told next; the number makes equal words news. */
  said: { words: string; n: number };
}

export type Act =
  | { type: "state"; state: State; channel: string; as: string }
  | { type: "event"; event: StreamEvent; now: number }
  | { type: "lost" }
  | { type: "go"; channel: string }
  | { type: "show"; channel: string; ts: string }
  | { type: "noticed"; channel: string }
  | { type: "thread"; ts: string }
  | { type: "acted"; until: number };

export const empty: Page = {
  ready: false,
  lost: false,
  team: "",
  command: "/incident",
  verbs: [],
  me: "",
  people: [],
  channels: [],
  messages: {},
  story: null,
  homeTab: false,
  shortcuts: [],
  views: {},
  homes: {},
  as: "",
  at: { channel: "", thread: "" },
  seen: {},
  opened: "0",
  fresh: [],
  ownUntil: 0,
  said: { words: "", n: 0 },
};

export function reduce(p: Page, act: Act): Page {
  switch (act.type) {
    case "state":
      return load(p, act.state, act.channel, act.as);
    case "event":
      return apply(p, act.event, act.now);
    case "lost":
      return { ...p, lost: true };
    case "go":
      return go(p, act.channel);
    case "show": {
      const m = (p.messages[act.channel] ?? []).find((x) => x.ts === act.ts);
      const there = go(p, act.channel);
      return { ...there, at: { ...there.at, thread: m && isReply(m) ? m.thread_ts : "" } };
    }
    case "noticed":
      return { ...p, fresh: p.fresh.filter((id) => id !== act.channel) };
    case "thread":
      return { ...p, at: { ...p.at, thread: act.ts } };
    case "acted":
      return { ...p, ownUntil: act.until };
  }
}

function load(p: Page, s: State, channel: string, as: string): Page {
  const messages: Record<string, Message[]> = {};
  for (const c of s.channels) messages[c.id] = sorted(s.messages[c.id] ?? []);
  const person = s.people.some((x) => x.id === as && !x.bot) ? as : s.me;
  const there = (id: string) => s.channels.some((c) => c.id === id) || (id === home && s.home_tab);
  const here = [p.at.channel, channel].find(there);
  const stays = person === p.as && here === p.at.channel;
  const next: Page = {
    ...p,
    ready: true,
    lost: false,
    team: s.team.name,
    command: s.command,
    verbs: s.verbs ?? [],
    me: s.me,
    people: s.people,
    channels: s.channels,
    messages,
    story: s.story,
    homeTab: s.home_tab,
    shortcuts: s.shortcuts,
    views: s.views,
    homes: s.homes,
    as: person,
    at: { channel: here ?? "", thread: stays ? p.at.thread : "" },
    fresh: p.fresh.filter((id) => s.channels.some((c) => c.id === id)),
  };
  if (!here) next.at.channel = firstChannel(next);
  if (!p.ready) next.opened = Object.values(messages).map(last).reduce((a, b) => (a > b ? a : b), "0");
  return see(next);
}

function apply(p: Page, e: StreamEvent, now: number): Page {
  switch (e.type) {
    case "story":
      return { ...p, story: e.story };
    case "delete": {
      const rest = (p.messages[e.channel] ?? []).filter((m) => m.ts !== e.ts);
      return { ...p, messages: { ...p.messages, [e.channel]: rest } };
    }
    case "message": {
      const m = e.message;
      const old = p.messages[m.channel] ?? [];
      const known = old.some((x) => same(x, m));
      const list = known ? old.map((x) => (same(x, m) ? m : x)) : sorted([...old, m]);
      const next = see({ ...p, messages: { ...p.messages, [m.channel]: list } });
      if (known || !shownTo(m, p.as) || m.user === p.as || m.system) return next;
      const who = p.people.find((x) => x.id === m.user)?.real_name || "Someone";
      const where = m.channel === p.at.channel ? "" : ` in ${channelName(p, m.channel)}`;
      return say(next, `${who}${where}: ${spoken(m.text, p.people)}`);
    }
    case "views":
      return { ...p, views: { ...p.views, [e.user]: e.views } };
    case "home":
      return { ...p, homes: { ...p.homes, [e.user]: e.home } };
    case "gone": {
      const { [e.channel]: _, ...messages } = p.messages;
      const next = { ...p, messages, channels: p.channels.filter((c) => c.id !== e.channel), fresh: p.fresh.filter((id) => id !== e.channel) };
      if (p.at.channel !== e.channel) return next;
      return say(go(next, firstChannel(next)), `You are no longer in ${channelName(p, e.channel)}`);
    }
    case "channel": {
      const c = e.channel;
      const before = p.channels.find((x) => x.id === c.id);
      const channels = before ? p.channels.map((x) => (x.id === c.id ? c : x)) : [...p.channels, c];
      let next: Page = { ...p, channels };
      if (!before) next = { ...next, fresh: [...p.fresh, c.id] };
      const cameIn = joined(c, p.as) && !(before && joined(before, p.as));
      if (cameIn && now < p.ownUntil) {
        return say(go({ ...next, ownUntil: 0 }, c.id), `You are now in ${channelName(next, c.id)}`);
      }
      if (!before) return say(next, `New channel ${channelName(next, c.id)}`);
      return next;
    }
  }
}

function go(p: Page, channel: string): Page {
  if (!p.channels.some((c) => c.id === channel) && !(channel === home && p.homeTab)) return p;
  const thread = channel === p.at.channel ? p.at.thread : "";
  return see({ ...p, at: { channel, thread }, fresh: p.fresh.filter((id) => id !== channel) });
}

/** see marks the open channel as read by the person acted as. */
function see(p: Page): Page {
  const key = `${p.as} ${p.at.channel}`;
  const newest = last(p.messages[p.at.channel]);
  if (!p.at.channel || p.seen[key] === newest) return p;
  return { ...p, seen: { ...p.seen, [key]: newest } };
}

function say(p: Page, words: string): Page {
  return { ...p, said: { words, n: p.said.n + 1 } };
}

const same = (a: Message, b: Message) => a.ts === b.ts;
const last = (list: Message[] | undefined) => list?.[list.length - 1]?.ts ?? "0";
const sorted = (list: Message[]) => [...list].sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));

export const joined = (c: Channel, person: string) => (c.members ?? []).includes(person);
export const isReply = (m: Message) => m.thread_ts !== "" && m.thread_ts !== m.ts;

/** shownTo keeps what only one person may see from everyone else. */
export const shownTo = (m: Message, person: string) => !m.ephemeral_for || m.ephemeral_for === person;

const firstChannel = (p: Page) => (p.channels.find((c) => joined(c, p.as) && !c.archived) ?? p.channels[0])?.id ?? "";

/** channelName is "#general", the bare name of a private channel, or the other person's name for a direct message and for the Home tab. */
export function channelName(p: Pick<Page, "channels" | "people" | "as">, id: string): string {
  if (id === home) return p.people.find((x) => x.bot)?.real_name ?? "Home";
  const c = p.channels.find((x) => x.id === id);
  if (!c) return "#unknown";
  if (!c.direct) return c.private ? c.name : `#${c.name}`;
  const other = (c.members ?? []).find((m) => m !== p.as) ?? "";
  return p.people.find((x) => x.id === other)?.real_name || c.name || "Direct message";
}

/** unread counts what the person acted as has not seen in a channel. */
export function unread(p: Page, c: Channel): number {
  const since = p.seen[`${p.as} ${c.id}`] ?? p.opened;
  return (p.messages[c.id] ?? []).filter(
    (m) => m.ts > since && m.user !== p.as && !m.system && shownTo(m, p.as),
  ).length;
}
