import type { Field, Values, View } from "./wire.ts";

// What a person has put into a view and not yet sent. Where the bot changes
// what stands in a field meanwhile, the bot's word counts.

export interface Entry {
  was: string[];
  value: string[];
}

/** Entries are by "block action". */
export type Entries = Record<string, Entry>;

const key = (f: Field) => `${f.block_id} ${f.action_id}`;
const same = (a: string[], b: string[]) => a.length === b.length && a.every((v, n) => v === b[n]);

/** standing is what stands in a field now. */
export function standing(entries: Entries, f: Field): string[] {
  const e = entries[key(f)];
  return e && same(e.was, f.value) ? e.value : f.value;
}

/** entered are the entries with one more. */
export function entered(entries: Entries, f: Field, value: string[]): Entries {
  return { ...entries, [key(f)]: { was: f.value, value } };
}

/** valuesOf is all that stands in a view, as the workspace takes it. */
export function valuesOf(v: View, entries: Entries): Values {
  const all: Values = {};
  for (const f of v.fields) (all[f.block_id] ??= {})[f.action_id] = standing(entries, f);
  return all;
}
