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
  guest: boolean;
}

export interface Group {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

/** Shortcut is what the bot offers beside its command: anywhere, or on a message. */
export interface Shortcut {
  name: string;
  type: "global" | "message";
  callback_id: string;
  description: string;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  purpose: string;
  members: string[] | null;
  pins: string[] | null;
  archived: boolean;
  private: boolean;
  /** The direct message between a person and the bot; it has no name. */
  direct: boolean;
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

export interface Reaction {
  /** Without the colons. */
  name: string;
  users: string[];
  count: number;
}

export interface Message {
  channel: string;
  ts: string;
  thread_ts: string;
  user: string;
  text: string;
  blocks: Block[] | null;
  files: SlackFile[] | null;
  reactions: Reaction[] | null;
  edited: boolean;
  ephemeral_for: string;
  system: boolean;
  at: string;
}

/** Confirm is what a person is asked before a control acts. */
export interface Confirm {
  title: string;
  text: string;
  confirm: string;
  deny: string;
  style: string;
}

export interface Choice {
  label: string;
  value: string;
  description: string;
}

/** Field is something in a view that can be filled in or chosen from. */
export interface Field {
  block_id: string;
  action_id: string;
  type: string;
  label: string;
  hint: string;
  placeholder: string;
  /** It is part of what is submitted; otherwise it acts at once. */
  input: boolean;
  optional: boolean;
  dispatch: boolean;
  several: boolean;
  multiline: boolean;
  min_length: number;
  max_length: number;
  max_selected: number;
  options: Choice[];
  value: string[];
  error: string;
  confirm: Confirm | null;
}

/** View is a modal or the Home tab as its person sees it. */
export interface View {
  id: string;
  type: "modal" | "home";
  callback_id: string;
  title: string;
  submit: string;
  close: string;
  blocks: Block[];
  fields: Field[];
  errors: Record<string, string>;
  trouble: string;
  busy: boolean;
}

/** Values are what stands in a form, by block and action. */
export type Values = Record<string, Record<string, string[]>>;

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
  groups: Group[];
  channels: Channel[];
  messages: Record<string, Message[] | null>;
  story: Story | null;
  home_tab: boolean;
  shortcuts: Shortcut[];
  /** The open modals of each person, the top one last. */
  views: Record<string, View[]>;
  homes: Record<string, View>;
}

export type StreamEvent =
  | { type: "message"; message: Message }
  | { type: "delete"; channel: string; ts: string }
  | { type: "channel"; channel: Channel }
  | { type: "gone"; channel: string }
  | { type: "views"; user: string; views: View[] }
  | { type: "home"; user: string; home: View }
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
  element?: Element;
  label?: TextObject;
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
