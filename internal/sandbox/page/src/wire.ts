// What the workspace's server sends. Every time is story time in UTC.

export interface Verb {
  name: string;
  aliases: string[] | null;
  args: string;
  short: string;
  example: string;
}

export interface Person {
  id: string;
  name: string;
  real_name: string;
  color: string;
  bot: boolean;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  purpose: string;
  members: string[] | null;
  pins: string[] | null;
  archived: boolean;
}

export interface SlackFile {
  id: string;
  name: string;
  title: string;
  alt?: string;
  mimetype: string;
  size: number;
  url: string;
}

export interface Message {
  channel: string;
  ts: string;
  thread_ts: string;
  user: string;
  text: string;
  blocks: Block[] | null;
  files: SlackFile[] | null;
  edited: boolean;
  ephemeral_for: string;
  system: boolean;
  at: string;
}

export interface Step {
  text: string;
  insert: string;
  done: boolean;
  current: boolean;
}

export interface StoryButton {
  id: string;
  label: string;
  note: string;
  disabled: boolean;
}

export interface Story {
  title: string;
  intro: string;
  now: string;
  speed: number;
  steps: Step[] | null;
  buttons: StoryButton[] | null;
  score: string[] | null;
  file: { name: string; url: string } | null;
}

export interface State {
  team: { id: string; name: string };
  command: string;
  verbs: Verb[] | null;
  me: string;
  people: Person[];
  channels: Channel[];
  messages: Record<string, Message[] | null>;
  story: Story | null;
}

export type StreamEvent =
  | { type: "message"; message: Message }
  | { type: "delete"; channel: string; ts: string }
  | { type: "channel"; channel: Channel }
  | { type: "story"; story: Story };

export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
}

/** A Block Kit block or element, as far as this page looks into it. */
export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: Element;
  elements?: Element[];
  title?: TextObject | string;
  alt_text?: string;
  image_url?: string;
  slack_file?: { id?: string; url?: string };
  [more: string]: unknown;
}

export interface Element {
  type: string;
  text?: TextObject | string;
  action_id?: string;
  value?: string;
  url?: string;
  style?: string;
  accessibility_label?: string;
  image_url?: string;
  alt_text?: string;
  slack_file?: { id?: string; url?: string };
  [more: string]: unknown;
}
