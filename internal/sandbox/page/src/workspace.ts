import { createContext, useContext } from "react";
import type { Channel, Confirm, Message, Person, Shortcut, SlackFile } from "./wire.ts";

/** Workspace is what parts deep in a message need to know and may do. */
export interface Workspace {
  as: string;
  people: Person[];
  channels: Channel[];
  files: Map<string, SlackFile>;
  shortcuts: Shortcut[];
  dark: boolean;
  name(channel: string): string;
  go(channel: string): void;
  /** show goes to one message, in its thread if it stands in one. */
  show(channel: string, ts: string): void;
  open(file: { name: string; url: string }): void;
  thread(ts: string): void;
  /** ask puts a question before something is done; true if it shall be done. */
  ask(question: Confirm): Promise<boolean>;
  /** doAs does something as the person acted as and shows what went wrong. */
  doAs(what: string, more: Record<string, unknown>): Promise<boolean>;
  /** tell shows a line for a while. */
  tell(words: string): void;
  /** acted says that a channel which soon takes the person in is an answer to them. */
  acted(): void;
  press(m: Message, block: string, action: string, value: string): Promise<string>;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const w = useContext(WorkspaceContext);
  if (!w) throw new Error("used outside of the workspace");
  return w;
}

/** isMarkdown says whether a file can be read in the page. */
export function isMarkdown(f: { name: string; mimetype?: string }): boolean {
  return /\.(md|markdown)$/i.test(f.name) || f.mimetype === "text/markdown";
}

/** isText says whether a file can be shown as it is. */
export function isText(f: { name: string; mimetype?: string }): boolean {
  return /\.(txt|log|csv|json|ya?ml|toml|conf|sh|sql|diff|patch)$/i.test(f.name) || (f.mimetype ?? "").startsWith("text/");
}
