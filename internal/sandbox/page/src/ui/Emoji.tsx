import { useState } from "react";
import { Text } from "./Rich.tsx";

// The five that mean something to Sitrep stand first, then what people use.
export const first = ["pushpin", "wrench", "bulb", "white_check_mark", "eyes"];
const others = [
  "+1", "-1", "heart", "tada", "fire", "rotating_light", "warning", "x", "question", "hourglass_flowing_sand",
  "raised_hands", "pray", "thinking_face", "sweat_smile", "sob", "rocket", "mag", "bug", "coffee", "wave",
];

/** Emoji is one emoji by its name. */
export const Emoji = (props: { name: string }) => <Text of={{ type: "plain_text", text: `:${props.name}:` }} />;

/** Picker offers emoji, and takes any other by its name. */
export function Picker(props: { names: string[]; onPick(name: string): void; byName?: boolean }) {
  const [typed, setTyped] = useState("");
  const name = typed.trim().replace(/^:|:$/g, "").toLowerCase();
  return (
    <>
      <div className="emojis">
        {props.names.map((n) => (
          <button key={n} type="button" className="emoji" data-emoji={n} aria-label={n.replaceAll("_", " ")} title={`:${n}:`} onClick={() => props.onPick(n)}>
            <Emoji name={n} />
          </button>
        ))}
      </div>
      {props.byName && (
        <form
          className="emoji-name"
          onSubmit={(e) => {
            e.preventDefault();
            if (name) props.onPick(name);
          }}
        >
          <input className="input" aria-label="Another emoji by its name" placeholder="or a name, as in eyes" value={typed} onChange={(e) => setTyped(e.target.value)} />
          <button type="submit" className="btn" disabled={!name}>
            Add
          </button>
        </form>
      )}
    </>
  );
}

export const all = [...first, ...others];
