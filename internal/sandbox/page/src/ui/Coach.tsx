import { useEffect, useState } from "react";
import type { Step, Story, StoryButton } from "../wire.ts";
import { StoryButtons, StoryPress } from "./StoryButtons.tsx";

interface Props {
  story: Story;
  /** On a narrow page, or beside a thread, the coach begins as one line. */
  small: boolean;
  /** The header shows the skip button where there is room for it. */
  skip: boolean;
  onInsert(text: string): void;
  /** The draft of the postmortem, once there is one. */
  file: { name: string; url: string } | null;
  onScore(): void;
  onFile(): void;
}

/** Coach leads through the story, five steps, one of them current. */
export function Coach(props: Props) {
  const { story, small } = props;
  const steps = story.steps ?? [];
  const [open, setOpen] = useState(!small);
  useEffect(() => setOpen(!small), [small]);
  const at = steps.findIndex((s) => s.current);
  const done = steps.filter((s) => s.done).length;
  const now = steps[at];
  const score = (story.score ?? []).length > 0;
  const all = story.buttons ?? [];
  // A button that the current step names stands in that step.
  const named = now ? all.filter((b) => now.text.includes(`[${b.label}]`)) : [];
  const apart = all.filter((b) => !b.disabled && !named.includes(b) && (b.id !== "skip" || props.skip) && (open || b.id === "skip" || !props.skip));
  return (
    <section className={`coach ${open ? "" : "closed"}`} aria-label="Coach">
      <h2>
        <button type="button" className="coach-head" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span>{now ? `Step ${at + 1} of ${steps.length}` : steps.length > 0 && done === steps.length ? "All steps done" : "Coach"}</span>
          <Dots steps={steps} />
          <span className="chevron" aria-hidden="true" />
        </button>
      </h2>
      {!open && now && (
        <div className="coach-now">
          {done === 0 && <p>{story.intro}</p>}
          <StepText step={now} live={named} />
          <Insert step={now} onInsert={props.onInsert} />
        </div>
      )}
      {open && (
        <>
          {done === 0 && <p className="coach-intro">{story.intro}</p>}
          <ol className="steps">
            {steps.map((s, n) => (
              <li key={n} className={s.done ? "done" : s.current ? "current" : "next"} aria-current={s.current ? "step" : undefined}>
                <span className="mark" aria-hidden="true">
                  {s.done ? "✓" : n + 1}
                </span>
                <div>
                  <span className="hidden">{s.done ? "Done: " : s.current ? "Now: " : "Later: "}</span>
                  <StepText step={s} live={s.current ? named : []} />
                  {s.current && <Insert step={s} onInsert={props.onInsert} />}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
      <StoryButtons buttons={apart} />
      {(score || props.file) && (
        <div className="coach-end">
          {score && (
            <button type="button" className="btn" onClick={props.onScore}>
              Show the score card
            </button>
          )}
          {props.file && (
            <button type="button" className="btn" onClick={props.onFile}>
              Read the draft
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function Dots(props: { steps: Step[] }) {
  return (
    <span className="dots" aria-hidden="true">
      {props.steps.map((s, n) => (
        <i key={n} className={s.done ? "done" : s.current ? "current" : ""} />
      ))}
    </span>
  );
}

function Insert(props: { step: Step; onInsert(text: string): void }) {
  const { insert } = props.step;
  if (!insert) return null;
  return (
    <button type="button" className="btn primary insert" onClick={() => props.onInsert(insert)}>
      Type it for me
    </button>
  );
}

/** StepText shows the line to type as code and a button's name as a button; a live one can be pressed. */
function StepText(props: { step: Step; live: StoryButton[] }) {
  const { text, insert } = props.step;
  const apart = insert !== "" && !text.includes(insert);
  return (
    <span className="step-text">
      {text.split(/(\[[^\]]+\])/).map((part, n) => {
        if (!part.startsWith("[")) return <Typed key={n} text={part} line={insert} />;
        const name = part.slice(1, -1);
        const button = props.live.find((b) => b.label === name);
        if (button) return <StoryPress key={n} of={button} primary />;
        return (
          <b key={n} className="btn-name">
            {name}
          </b>
        );
      })}
      {apart && (
        <>
          {" "}
          <code>{insert}</code>
        </>
      )}
    </span>
  );
}

function Typed(props: { text: string; line: string }) {
  const at = props.line ? props.text.indexOf(props.line) : -1;
  if (at < 0) return <>{props.text}</>;
  return (
    <>
      {props.text.slice(0, at)}
      <code>{props.line}</code>
      {props.text.slice(at + props.line.length)}
    </>
  );
}
