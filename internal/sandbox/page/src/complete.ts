import type { Person, Verb } from "./wire.ts";

// What the composer offers while a line is typed.

export interface Offer {
  /** What stands in the list. */
  label: string;
  args: string;
  note: string;
  /** The whole text once the offer is taken, and where the caret goes. */
  text: string;
  caret: number;
}

export interface Help {
  offers: Offer[];
  /** Whether the first offer is chosen before any arrow is pressed. */
  eager: boolean;
  /** The verb whose words are being typed, and the rest of its example. */
  verb: Verb | null;
  ghost: string;
}

const none: Help = { offers: [], eager: false, verb: null, ghost: "" };

/** help says what to offer for a text and a caret in it. */
export function help(text: string, caret: number, command: string, verbs: Verb[], people: Person[]): Help {
  const before = text.slice(0, caret);
  if (text.startsWith("/") && !text.includes(" ")) {
    if (!command.startsWith(text) || text.includes("\n")) return none;
    return { ...none, offers: [put(command, "", "Talk to Sitrep", `${command} `)], eager: text !== command };
  }
  const line = text.startsWith(`${command} `) ? text.slice(command.length + 1) : null;
  if (line !== null && !/\s/.test(line)) {
    const word = line.toLowerCase();
    const exact = verbs.some((v) => v.name === word || (v.aliases ?? []).includes(word));
    return {
      ...none,
      offers: match(word, verbs).map((v) => put(v.name, v.args, v.short, `${command} ${v.name}${v.args ? " " : ""}`)),
      eager: word !== "" && !exact,
    };
  }
  const at = /(^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (at) {
    const word = at[2]!.toLowerCase();
    const start = caret - word.length;
    const found = people.filter((p) => p.name.toLowerCase().startsWith(word) || p.real_name.toLowerCase().startsWith(word));
    return {
      ...none,
      offers: found.map((p) => ({
        label: `@${p.name}`,
        args: "",
        note: p.real_name,
        text: `${text.slice(0, start)}${p.name} ${text.slice(caret)}`,
        caret: start + p.name.length + 1,
      })),
      eager: true,
    };
  }
  if (line === null) return none;
  const [word = "", ...rest] = line.split(/\s+/);
  const verb = verbs.find((v) => v.name === word.toLowerCase() || (v.aliases ?? []).includes(word.toLowerCase())) ?? null;
  const typedNothing = rest.join("") === "";
  return { ...none, verb, ghost: verb && typedNothing ? exampleRest(verb, command) : "" };
}

function put(label: string, args: string, note: string, text: string): Offer {
  return { label, args, note, text, caret: text.length };
}

/** match puts names that begin with the word first, then aliases, then names that hold it. */
function match(word: string, verbs: Verb[]): Verb[] {
  const rank = (v: Verb) =>
    v.name.startsWith(word) ? 0
    : (v.aliases ?? []).some((a) => a.startsWith(word)) ? 1
    : v.name.includes(word) ? 2 : 3;
  return verbs
    .map((v, n) => ({ v, n, r: rank(v) }))
    .filter((x) => x.r < 3)
    .sort((a, b) => a.r - b.r || a.n - b.n)
    .map((x) => x.v);
}

/** exampleRest is a verb's example without the command and the verb. */
export function exampleRest(v: Verb, command: string): string {
  const head = `${command} ${v.name} `;
  return v.example.startsWith(head) ? v.example.slice(head.length) : "";
}
