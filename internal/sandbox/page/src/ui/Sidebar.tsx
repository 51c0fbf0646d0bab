import { useEffect, useRef, useState } from "react";
import { channelName, home, joined, unread, type Page } from "../store.ts";
import type { Channel } from "../wire.ts";
import { Avatar } from "./Avatar.tsx";
import { Lock } from "./Lock.tsx";
import { NewChannel } from "./NameForm.tsx";

interface Props {
  page: Page;
  drawer: boolean;
  open: boolean;
  onGo(channel: string): void;
  onAs(person: string): void;
  onClose(): void;
}

/** Sidebar is the way to every channel and person; a drawer on a narrow page. */
export function Sidebar(props: Props) {
  const { page } = props;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (props.drawer && props.open) box.current?.querySelector<HTMLElement>("[aria-current], button")?.focus();
  }, [props.drawer, props.open]);
  const [making, setMaking] = useState(false);
  const visible = page.channels.filter((c) => !c.direct || joined(c, page.as));
  const bot = page.people.find((p) => p.bot);
  const groups: [string, Channel[]][] = [
    ["Channels", visible.filter((c) => !c.direct && !c.archived && joined(c, page.as))],
    ["Direct messages", visible.filter((c) => c.direct)],
    ["Other channels", visible.filter((c) => !c.direct && !c.archived && !joined(c, page.as))],
    ["Archived", visible.filter((c) => c.archived)],
  ];
  return (
    <nav id="side" ref={box} className={`side ${props.open ? "open" : ""}`} aria-label="Channels and people" inert={props.drawer && !props.open}>
      {groups.map(
        ([title, list]) =>
          (list.length > 0 || title === "Channels" || (title === "Direct messages" && page.homeTab)) && (
            <section key={title}>
              <h2>{title}</h2>
              <ul>
                {title === "Direct messages" && page.homeTab && bot && (
                  <li>
                    <button type="button" className="entry" data-channel={home} aria-current={page.at.channel === home ? "page" : undefined} onClick={() => props.onGo(home)}>
                      <Avatar of={bot} small />
                      <span className="entry-name">{bot.real_name} · Home</span>
                    </button>
                  </li>
                )}
                {list.map((c) => (
                  <li key={c.id}>
                    <Entry page={page} channel={c} onGo={props.onGo} />
                  </li>
                ))}
                {title === "Channels" && (
                  <li>
                    <button type="button" className="entry quiet" aria-haspopup="dialog" onClick={() => setMaking(true)}>
                      + New channel
                    </button>
                  </li>
                )}
              </ul>
            </section>
          ),
      )}
      <section>
        <h2>People you can act as</h2>
        <ul>
          {page.people
            .filter((p) => !p.bot)
            .map((p) => (
              <li key={p.id}>
                <button type="button" className="entry person" aria-pressed={p.id === page.as} onClick={() => props.onAs(p.id)}>
                  <Avatar of={p} small />
                  <span className="entry-name">{p.real_name || p.name}</span>
                  {p.guest && <span className="quiet">guest</span>}
                  {p.id === page.as && <span className="quiet">you</span>}
                </button>
              </li>
            ))}
        </ul>
      </section>
      {making && <NewChannel onClose={() => setMaking(false)} />}
      {props.drawer && (
        <button type="button" className="btn close-side" onClick={props.onClose}>
          Close
        </button>
      )}
    </nav>
  );
}

function Entry(props: { page: Page; channel: Channel; onGo(channel: string): void }) {
  const { page, channel: c } = props;
  const current = page.at.channel === c.id;
  const fresh = page.fresh.includes(c.id);
  const n = current ? 0 : unread(page, c);
  const name = channelName(page, c.id);
  return (
    <button type="button" className={`entry ${n > 0 || fresh ? "news" : ""}`} data-channel={c.id} aria-current={current ? "page" : undefined} onClick={() => props.onGo(c.id)}>
      {c.private && <Lock />}
      {c.direct && <Avatar of={page.people.find((p) => p.id !== page.as && joined(c, p.id))} small />}
      <span className="entry-name">{name}</span>
      {fresh && <span className="badge">new</span>}
      {!fresh && n > 0 && (
        <>
          <span className="count" aria-hidden="true">
            {n > 99 ? "99+" : n}
          </span>
          <span className="hidden">{n} unread</span>
        </>
      )}
    </button>
  );
}
