import { createContext, useContext } from "react";
import type { Channel, Message, Person, SlackFile } from "./wire.ts";

/** Workspace is what parts deep in a message need to know and may do. */
export interface Workspace {
  people: Person[];
  channels: Channel[];
  files: Map<string, SlackFile>;
  dark: boolean;
  name(channel: string): string;
  go(channel: string): void;
  /** show goes to one message, in its thread if it stands in one. */
  show(channel: string, ts: string): void;
  open(file: { name: string; url: string }): void;
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
