import { useState } from "react";
import type { Message } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { all, Emoji, Picker } from "./Emoji.tsx";
import { Popup } from "./Popup.tsx";

/** Reactions stand under a message; a press puts one's own there or takes it away. */
export function Reactions(props: { of: Message }) {
  const { of: m } = props;
  const { people, as, doAs } = useWorkspace();
  const [picking, setPicking] = useState<HTMLElement | null>(null);
  if (!m.reactions?.length) return null;
  const name = (id: string) => {
    const p = people.find((x) => x.id === id);
    return id === as ? "you" : p?.real_name || p?.name || id;
  };
  return (
    <div className="reactions">
      {m.reactions.map((r) => {
        const mine = r.users.includes(as);
        return (
          <button
            key={r.name}
            type="button"
            className="reaction"
            data-emoji={r.name}
            aria-pressed={mine}
            aria-label={`${r.name.replaceAll("_", " ")}, ${r.count}: ${r.users.map(name).join(", ")}`}
            title={`:${r.name}: by ${r.users.map(name).join(", ")}`}
            onClick={() => void doAs(mine ? "unreact" : "react", { channel: m.channel, ts: m.ts, emoji: r.name })}
          >
            <Emoji name={r.name} />
            <span>{r.count}</span>
          </button>
        );
      })}
      <button type="button" className="reaction add" aria-label="Add a reaction" aria-haspopup="dialog" onClick={(e) => setPicking(picking ? null : e.currentTarget)}>
        +
      </button>
      {picking && (
        <Popup label="Add a reaction" role="dialog" from={picking} onClose={() => setPicking(null)}>
          <Picker
            byName
            names={all}
            onPick={(emoji) => {
              setPicking(null);
              void doAs("react", { channel: m.channel, ts: m.ts, emoji });
            }}
          />
        </Popup>
      )}
    </div>
  );
}
