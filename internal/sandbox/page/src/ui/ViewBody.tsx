import { useState } from "react";
import { entered, standing, valuesOf, type Entries } from "../form.ts";
import { post } from "../server.ts";
import type { Block, Element, Field, Values, View } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { BlockList } from "./Blocks.tsx";
import { FieldInput } from "./FieldInput.tsx";

/** useForm keeps what is put into a view, and does what its controls do. */
export function useForm(view: View) {
  const { as, ask, acted } = useWorkspace();
  const [entries, setEntries] = useState<Entries>({});
  const [error, setError] = useState("");
  const values = valuesOf(view, entries);
  const act = (block: string, action: string, value: string, now: Values) => {
    setError("");
    acted();
    return post("/page/view/click", { user: as, view_id: view.id, block_id: block, action_id: action, value, values: now });
  };
  /** tell lets the bot know of a field at once, if the person still wants to. */
  async function tell(f: Field, next: Entries, back: Entries) {
    if (f.confirm && !(await ask(f.confirm))) {
      setEntries(back);
      return;
    }
    setError(await act(f.block_id, f.action_id, standing(next, f)[0] ?? "", valuesOf(view, next)));
  }
  function put(f: Field, value: string[]) {
    const next = entered(entries, f, value);
    setEntries(next);
    if (!f.input || (f.dispatch && f.type !== "plain_text_input")) void tell(f, next, entries);
  }
  return { view, entries, values, error, setError, put, act, enter: (f: Field) => void tell(f, entries, entries) };
}

/** ViewBody draws the blocks of a view, with the fields in their places. */
export function ViewBody(props: { form: ReturnType<typeof useForm> }) {
  const { view, entries, values, put, act, enter } = props.form;
  const field = (b: Block, of: Element) => {
    const f = view.fields.find((x) => x.block_id === b.block_id && x.action_id === of.action_id);
    if (!f) return null;
    return (
      <FieldInput
        of={f}
        value={standing(entries, f)}
        error={f.input ? (view.errors[f.block_id] ?? "") : ""}
        onChange={(value) => put(f, value)}
        onEnter={f.dispatch ? () => enter(f) : undefined}
      />
    );
  };
  return <BlockList blocks={view.blocks} on={{ field, press: (block, action, value) => act(block, action, value, values) }} />;
}
