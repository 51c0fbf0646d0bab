import { useState } from "react";
import { post } from "../server.ts";
import type { Channel } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Avatar } from "./Avatar.tsx";
import { Dialog } from "./Dialog.tsx";

// Slack's own voice, which is in no channel.
const slackbot = "USLACKBOT";

/** Members says who is in a channel; others are brought in or taken out here. */
export function Members(props: { channel: Channel; onClose(): void }) {
  const { channel: c } = props;
  const { people, as, name } = useWorkspace();
  const [error, setError] = useState("");
  const inside = people.filter((p) => c.members?.includes(p.id));
  const outside = people.filter((p) => !c.members?.includes(p.id) && p.id !== slackbot);
  const may = !c.archived && (c.members ?? []).includes(as);
  const run = async (path: string, whom: string) => setError(await post(path, { user: as, channel: c.id, users: [whom] }));
  const line = (p: (typeof people)[number], act: string, path: string) => (
    <li key={p.id}>
      <Avatar of={p} small />
      <span className="entry-name">
        {p.real_name || p.name}
        {p.id === as && <span className="quiet"> you</span>}
        {p.bot && <span className="badge">app</span>}
        {p.guest && <span className="quiet"> guest</span>}
      </span>
      {may && p.id !== as && (
        <button type="button" className="btn" aria-label={`${act} ${p.real_name || p.name}`} onClick={() => void run(path, p.id)}>
          {act}
        </button>
      )}
    </li>
  );
  return (
    <Dialog label={`Members of ${name(c.id)}`} className="modal small" onClose={props.onClose}>
      <div className="dialog-head">
        <h2>Members of {name(c.id)}</h2>
        <button type="button" className="btn" data-first onClick={props.onClose}>
          Close
        </button>
      </div>
      <div className="modal-body people">
        {error && (
          <p className="trouble" role="alert">
            {error}
          </p>
        )}
        <h3>In it</h3>
        <ul>{inside.map((p) => line(p, "Remove", "/page/kick"))}</ul>
        {outside.length > 0 && <h3>Not in it</h3>}
        <ul>{outside.map((p) => line(p, "Invite", "/page/invite"))}</ul>
      </div>
    </Dialog>
  );
}
