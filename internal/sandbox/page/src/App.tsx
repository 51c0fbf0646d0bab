import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { setClock } from "./clock.ts";
import { useMedia } from "./media.ts";
import { follow, post, share } from "./server.ts";
import { channelName, empty, home, joined, reduce, shownTo, unread } from "./store.ts";
import { Ask } from "./ui/Ask.tsx";
import { ChannelMenu } from "./ui/ChannelMenu.tsx";
import { Coach } from "./ui/Coach.tsx";
import { Composer } from "./ui/Composer.tsx";
import { Header } from "./ui/Header.tsx";
import { Home } from "./ui/Home.tsx";
import { Lock } from "./ui/Lock.tsx";
import { MessageList } from "./ui/MessageList.tsx";
import { Modals } from "./ui/Modal.tsx";
import { Pins } from "./ui/Pins.tsx";
import { Preview } from "./ui/Preview.tsx";
import { ScoreCard } from "./ui/ScoreCard.tsx";
import { Sidebar } from "./ui/Sidebar.tsx";
import { Thread } from "./ui/Thread.tsx";
import { Toast } from "./ui/Toast.tsx";
import type { Confirm, Message, SlackFile, Verb } from "./wire.ts";
import { isMarkdown, WorkspaceContext, type Workspace } from "./workspace.ts";

// How long, in machine time, a channel that takes one in counts as an answer
// to what one just did.
const ownChannel = 60_000;

interface Asked {
  question: Confirm;
  answer(yes: boolean): void;
}

/** addressed is where the page's address leads: a channel, and a message in it if it was a link to one. */
function addressed(): { channel: string; ts: string } {
  const [channel = "", link = ""] = decodeURIComponent(window.location.hash.replace(/^#\/?/, "")).split("/");
  const [, whole, part] = /^p(\d+)(\d{6})$/.exec(link) ?? [];
  return { channel, ts: whole ? `${whole}.${part}` : "" };
}

export function App() {
  const [page, act] = useReducer(reduce, empty);
  const [menu, setMenu] = useState(false);
  const [file, setFile] = useState<{ name: string; url: string } | null>(null);
  const [insert, setInsert] = useState({ text: "", n: 0 });
  const [dismissed, setDismissed] = useState("");
  const [person, setPerson] = useState(() => window.sessionStorage.getItem("as") ?? "");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [told, setTold] = useState("");
  const narrow = useMedia("(max-width: 760px)");
  const noSide = useMedia("(max-width: 1080px)");
  const dark = useMedia("(prefers-color-scheme: dark)");
  const drafts = useRef(new Map<string, string>()).current;
  const history = useRef(new Map<string, string[]>()).current;

  const show = useCallback((channel: string, ts: string) => {
    act({ type: "show", channel, ts });
    // Once the channel is drawn.
    window.setTimeout(() => {
      const all = document.querySelectorAll<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
      for (const m of all) {
        m.scrollIntoView({ block: "center" });
        m.classList.add("found");
        window.setTimeout(() => m.classList.remove("found"), 2500);
      }
    }, 50);
  }, []);
  useEffect(
    () =>
      follow(person, {
        state(s) {
          if (s.story) setClock(s.story.now, s.story.speed);
          const { channel, ts } = addressed();
          act({ type: "state", state: s, channel, as: person });
          if (ts) show(channel, ts);
        },
        event(e) {
          if (e.type === "story") setClock(e.story.now, e.story.speed);
          act({ type: "event", event: e, now: performance.now() });
        },
        lost: () => act({ type: "lost" }),
        nobody: () => setPerson(""),
      }),
    [person, show],
  );

  const { as, at, channels, people, shortcuts } = page;
  const scoreOf = useRef("");
  scoreOf.current = (page.story?.score ?? []).join("\n");
  useEffect(() => {
    if (!page.ready) return;
    window.sessionStorage.setItem("as", as);
    if (at.channel) window.history.replaceState(null, "", `#/${at.channel}`);
  }, [page.ready, as, at.channel]);
  useEffect(() => {
    if (page.ready) document.title = `${page.story?.title || page.team} · Sitrep practice`;
  }, [page.ready, page.story?.title, page.team]);

  const go = useCallback((channel: string) => {
    act({ type: "go", channel });
    setMenu(false);
  }, []);
  // The composer is where one goes on after a change of channel, but on a
  // phone the focus would raise the keyboard.
  useEffect(() => {
    if (page.ready && !narrow) document.getElementById("composer")?.focus();
  }, [page.ready, at.channel, narrow]);

  const acted = useCallback(() => act({ type: "acted", until: performance.now() + ownChannel }), []);
  const thread = useCallback((ts: string) => act({ type: "thread", ts }), []);
  const closeThread = useCallback(() => {
    act({ type: "thread", ts: "" });
    document.getElementById("composer")?.focus();
  }, []);

  const byID = useMemo(() => new Map(people.map((p) => [p.id, p])), [people]);
  const files = useMemo(() => {
    const all = new Map<string, SlackFile>();
    for (const list of Object.values(page.messages)) for (const m of list) for (const f of m.files ?? []) all.set(f.id, f);
    return all;
  }, [page.messages]);
  const workspace = useMemo<Workspace>(
    () => ({
      as,
      people,
      channels,
      files,
      shortcuts,
      dark,
      go,
      name: (id) => channelName({ channels, people, as }, id),
      show(channel, ts) {
        setFile(null);
        setDismissed((before) => scoreOf.current || before);
        setMenu(false);
        show(channel, ts);
      },
      thread,
      tell: setTold,
      ask: (question) =>
        new Promise((answer) => {
          setAsked({ question, answer });
        }),
      async doAs(what, more) {
        setTold("");
        const wrong = await post(`/page/${what}`, { user: as, ...more });
        setTold(wrong);
        return !wrong;
      },
      open: (f) => setFile({ name: f.name, url: f.url }),
      acted,
      press(m: Message, block, action, value) {
        acted();
        return post("/page/click", { user: as, channel: m.channel, ts: m.ts, block_id: block, action_id: action, value });
      },
    }),
    [people, channels, files, shortcuts, dark, go, thread, show, acted, as],
  );

  const send = (threadTS: string) => (text: string, file: File | null) => {
    if (file) return share({ user: as, channel: at.channel, thread_ts: threadTS, text }, file);
    if (declares(text, page.command, page.verbs)) acted();
    return post("/page/type", { user: as, channel: at.channel, thread_ts: threadTS, text });
  };

  if (!page.ready) {
    return (
      <main className="waiting">
        <p role="status">{page.lost ? stopped : "Opening the practice workspace…"}</p>
      </main>
    );
  }

  const { story } = page;
  const channel = channels.find((c) => c.id === at.channel);
  const atHome = at.channel === home;
  const where = channelName(page, at.channel);
  const visible = (page.messages[at.channel] ?? []).filter((m) => shownTo(m, as));
  const pins = channel?.pins ?? [];
  const pinned = visible.filter((m) => pins.includes(m.ts)).reverse();
  const inThread = at.thread ? visible.filter((m) => m.ts === at.thread || m.thread_ts === at.thread) : [];
  const humans = people.filter((p) => !p.bot);
  const news = channels.some((c) => c.id !== at.channel && (page.fresh.includes(c.id) || (joined(c, as) && unread(page, c) > 0)));
  const announced = channels.find((c) => page.fresh.includes(c.id) && c.id !== at.channel && !c.direct);
  const score = scoreOf.current;
  // The draft is a file in a channel, too: the newest one is it if the story names none.
  const draft = story?.file ?? (score ? newestMarkdown(Object.values(page.messages).flat(), as) : null);
  let mine = history.get(as);
  if (!mine) history.set(as, (mine = []));
  const composer = { drafts, history: mine, command: page.command, verbs: page.verbs, people: humans };

  return (
    <WorkspaceContext value={workspace}>
      <a className="skip" href="#composer" onClick={(e) => {
        e.preventDefault();
        document.getElementById("composer")?.focus();
      }}>
        Skip to the message box
      </a>
      <div className={`app ${at.thread ? "with-thread" : ""} ${story ? "" : "no-story"}`}>
        <Header
          team={page.team}
          story={story}
          people={humans}
          as={as}
          narrow={narrow}
          menuOpen={menu}
          news={news}
          onAs={setPerson}
          onMenu={() => setMenu(!menu)}
        />
        {page.lost && (
          <p className="lost" role="alert">
            {stopped}
          </p>
        )}
        <div
          className="side-wrap"
          onKeyDown={(e) => {
            if (e.key === "Escape" && menu) {
              setMenu(false);
              document.querySelector<HTMLElement>(".menu")?.focus();
            }
          }}
        >
          {menu && <div className="backdrop" onClick={() => setMenu(false)} />}
          <Sidebar page={page} drawer={narrow} open={menu} onGo={go} onAs={setPerson} onClose={() => setMenu(false)} />
        </div>
        <main className="channel" inert={narrow && menu}>
          <div className="channel-head">
            <h2>
              {channel?.private && <Lock />}
              {where}
            </h2>
            {atHome && <span className="badge">app</span>}
            {channel?.topic && <span className="quiet">{channel.topic}</span>}
            {channel && !channel.direct && <ChannelMenu key={channel.id} channel={channel} />}
          </div>
          <Pins key={at.channel} messages={pinned} />
          {announced && (
            <p className="announce">
              <span>
                New channel <b>{channelName(page, announced.id)}</b>
              </span>
              <button type="button" className="btn" onClick={() => go(announced.id)}>
                Go there
              </button>
              <button type="button" className="btn" onClick={() => act({ type: "noticed", channel: announced.id })}>
                Dismiss
              </button>
            </p>
          )}
          {atHome ? (
            <Home view={page.homes[as]} label={`Home of ${where}`} />
          ) : (
            <MessageList
              label={`Messages in ${where}`}
              place={at.channel}
              messages={visible}
              people={byID}
              pins={pins}
              onThread={thread}
            >
              <div className="beginning">
                <h3>{where}</h3>
                <p>{channel?.purpose || `This is where ${where} begins. Type / to see what can be done here.`}</p>
              </div>
            </MessageList>
          )}
          {channel?.archived && (
            <p className="closed-channel">
              <span>This channel is archived.</span>
              <button type="button" className="btn" onClick={() => void workspace.doAs("unarchive", { channel: channel.id })}>
                Open it again
              </button>
            </p>
          )}
          {!atHome && !channel?.archived && (
            <Composer
              id="composer"
              place={`${as} ${at.channel}`}
              label={`Message ${where}`}
              placeholder={narrow ? "Message or /command" : `Message ${where}, or / for commands`}
              insert={insert}
              send={send("")}
              {...composer}
            />
          )}
        </main>
        {(story || at.thread) && (
          <div className="right" inert={narrow && menu}>
            {story && (
              <Coach
                story={story}
                small={noSide || at.thread !== ""}
                skip={narrow}
                onInsert={(text) => setInsert((i) => ({ text, n: i.n + 1 }))}
                file={draft}
                onScore={() => setDismissed("")}
                onFile={() => setFile(draft)}
              />
            )}
            {at.thread && (
              <Thread key={at.thread} where={where} compose={!narrow} onClose={closeThread}>
                <MessageList label="Messages in the thread" place={at.thread} messages={inThread} flat people={byID} pins={[]} />
                <Composer
                  id="thread-composer"
                  place={`${as} ${at.channel} ${at.thread}`}
                  label="Reply in the thread"
                  placeholder="Reply"
                  send={send(at.thread)}
                  {...composer}
                />
              </Thread>
            )}
          </div>
        )}
      </div>
      <p className="hidden" aria-live="polite" key="live">
        <span key={page.said.n}>{page.said.words}</span>
      </p>
      {story && score && dismissed !== score && (
        <ScoreCard story={story} file={draft} onClose={() => setDismissed(score)} onFile={() => setFile(draft)} />
      )}
      <Modals key={as} views={page.views[as] ?? []} />
      {asked && (
        <Ask
          question={asked.question}
          onAnswer={(yes) => {
            setAsked(null);
            asked.answer(yes);
          }}
        />
      )}
      {told && <Toast key={told} words={told} onClose={() => setTold("")} />}
      {file && <Preview file={file} onClose={() => setFile(null)} />}
    </WorkspaceContext>
  );
}

const stopped = "The practice workspace has stopped. Start it again with the same command.";

function newestMarkdown(messages: Message[], person: string): SlackFile | null {
  let newest: Message | null = null;
  for (const m of messages) {
    if (shownTo(m, person) && m.files?.some(isMarkdown) && (!newest || m.ts > newest.ts)) newest = m;
  }
  return newest?.files?.find(isMarkdown) ?? null;
}

/** declares says whether a typed line may open a channel for its typist. */
function declares(text: string, command: string, verbs: Verb[]): boolean {
  if (!text.startsWith(command)) return false;
  const word = text.slice(command.length).trim().split(/\s+/)[0]?.toLowerCase() ?? "";
  const known = verbs.find((v) => v.name === word || (v.aliases ?? []).includes(word));
  return known?.name === "declare";
}
