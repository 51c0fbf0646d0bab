import { useState } from "react";
import type { Channel } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Members } from "./Members.tsx";
import { NameForm } from "./NameForm.tsx";
import { Item, Popup } from "./Popup.tsx";

/** ChannelMenu is what a person can do with a channel itself. */
export function ChannelMenu(props: { channel: Channel }) {
  const { channel: c } = props;
  const { people, as, name, doAs, ask } = useWorkspace();
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const [panel, setPanel] = useState<"members" | "rename" | "">("");
  const where = name(c.id);
  const count = (c.members ?? []).length;
  const bot = people.find((p) => p.bot);
  const inside = (c.members ?? []).includes(as);
  const botInside = bot && (c.members ?? []).includes(bot.id);
  const at = { channel: c.id };
  const close = (then: () => unknown) => () => {
    setMenu(null);
    then();
  };
  const sure = (title: string, text: string, confirm: string, then: () => unknown) =>
    close(async () => {
      if (await ask({ title, text, confirm, deny: "Cancel", style: "danger" })) then();
    });
  return (
    <>
      <button
        type="button"
        className="channel-menu"
        aria-label={`${where}: members and more`}
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={(e) => setMenu(menu ? null : e.currentTarget)}
      >
        {count === 1 ? "1 member" : `${count} members`}
        <span className="chevron" aria-hidden="true" />
      </button>
      {menu && (
        <Popup label={where} role="menu" from={menu} onClose={() => setMenu(null)}>
          <Item onPick={close(() => setPanel("members"))}>{c.archived || !inside ? "Members" : "Members and invitations…"}</Item>
          {!inside && !c.archived && <Item onPick={close(() => doAs("join", at))}>Join the channel</Item>}
          {inside && !c.archived && (
            <>
              {bot && (
                <Item
                  onPick={close(() => doAs(botInside ? "kick" : "invite", { ...at, users: [bot.id] }))}
                  note={botInside ? "It hears nothing of this channel then" : undefined}
                >
                  {botInside ? `Remove ${bot.real_name}` : `Invite ${bot.real_name}`}
                </Item>
              )}
              <hr />
              <Item onPick={close(() => setPanel("rename"))}>Rename…</Item>
              {!c.private && (
                <Item onPick={sure("Make it private?", `Only its members will see ${where}. Nobody can make it public again.`, "Make it private", () => doAs("private", at))}>
                  Make it private…
                </Item>
              )}
              <Item
                onPick={c.private ? sure("Leave the channel?", `${where} is private: you come back only if a member invites you.`, "Leave", () => doAs("leave", at)) : close(() => doAs("leave", at))}
              >
                Leave the channel
              </Item>
              <Item danger onPick={sure("Archive the channel?", `Nobody can write in ${where} any more until it is opened again.`, "Archive", () => doAs("archive", at))}>
                Archive…
              </Item>
            </>
          )}
          {c.archived && <Item onPick={close(() => doAs("unarchive", at))}>Open it again</Item>}
        </Popup>
      )}
      {panel === "members" && <Members channel={c} onClose={() => setPanel("")} />}
      {panel === "rename" && (
        <NameForm title={`Rename ${where}`} act="Rename" path="/page/rename" body={at} name={c.name} onClose={() => setPanel("")} />
      )}
    </>
  );
}
