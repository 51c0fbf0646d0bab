import { useState } from "react";
import { useWorkspace } from "../workspace.ts";
import { Item, Popup } from "./Popup.tsx";

/** ShortcutMenu offers what the bot can do from anywhere. */
export function ShortcutMenu() {
  const { shortcuts, doAs } = useWorkspace();
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const all = shortcuts.filter((s) => s.type === "global");
  if (all.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className="icon"
        id="shortcuts"
        aria-label="Shortcuts"
        title="Shortcuts"
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={(e) => setMenu(menu ? null : e.currentTarget)}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" aria-hidden="true">
          <path d="M11.5 2.5L4 11.5h5l-1 6L16 8.5h-5.200z" />
        </svg>
      </button>
      {menu && (
        <Popup label="Shortcuts" role="menu" from={menu} onClose={() => setMenu(null)}>
          {all.map((s) => (
            <Item
              key={s.callback_id}
              note={s.description}
              onPick={() => {
                setMenu(null);
                void doAs("shortcut", { callback_id: s.callback_id });
              }}
            >
              {s.name}
            </Item>
          ))}
        </Popup>
      )}
    </>
  );
}
