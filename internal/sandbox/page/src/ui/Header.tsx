import { hhmmss, shortDay, useStoryNow } from "../clock.ts";
import type { Person, Story } from "../wire.ts";
import { StoryButtons } from "./StoryButtons.tsx";

interface Props {
  team: string;
  story: Story | null;
  people: Person[];
  as: string;
  narrow: boolean;
  menuOpen: boolean;
  news: boolean;
  onAs(person: string): void;
  onMenu(): void;
}

export function Header(props: Props) {
  const { story } = props;
  return (
    <header className="top">
      {props.narrow && (
        <button type="button" className="menu" aria-label={props.news ? "Channels, something is new" : "Channels"} aria-expanded={props.menuOpen} aria-controls="side" onClick={props.onMenu}>
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M3 5h14M3 10h14M3 15h14" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
          {props.news && <i className="dot" />}
        </button>
      )}
      <div className="title">
        <h1>{story?.title || props.team}</h1>
        {!props.narrow && <span className="quiet">{props.team}</span>}
      </div>
      {story && <Clock speed={story.speed} />}
      {story && !props.narrow && <StoryButtons buttons={(story.buttons ?? []).filter((b) => b.id === "skip")} />}
      <label className="as">
        <span>You act as</span>
        <select id="as" value={props.as} onChange={(e) => props.onAs(e.target.value)}>
          {props.people.map((p) => (
            <option key={p.id} value={p.id}>
              {p.real_name || p.name}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

/** Clock is the story's time, running on between two words from the server. */
function Clock(props: { speed: number }) {
  const time = useStoryNow(hhmmss);
  const date = useStoryNow((ms) => shortDay(ms));
  const pace = props.speed === 0 ? "the clock stands" : props.speed === 1 ? "as fast as life" : `${props.speed} times faster than life`;
  return (
    <div className="clock" role="timer" aria-live="off" title={`Story time: ${pace}`}>
      <b id="clock">{time} UTC</b>
      <span className="quiet">
        {date}
        <span className="pace"> · {pace}</span>
      </span>
    </div>
  );
}
