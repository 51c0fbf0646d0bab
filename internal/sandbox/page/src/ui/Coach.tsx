import { useEffect, useState, type ReactNode } from "react";
import type { Step, Story } from "../wire.ts";
import { StoryButtons } from "./StoryButtons.tsx";

interface Props {
  story: Story;
  /** On a narrow page, or beside a thread, the coach begins as one line. */
  small: boolean;
  onInsert(text: string): void;
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
          <StepText step={now} />
          <Insert step={now} onInsert={props.onInsert} />
        </div>
      )}
      {open && (
        <>
          <p className="coach-intro">{story.intro}</p>
          <ol className="steps">
            {steps.map((s, n) => (
              <li key={n} className={s.done ? "done" : s.current ? "current" : "next"} aria-current={s.current ? "step" : undefined}>
                <span className="mark" aria-hidden="true">
                  {s.done ? "✓" : n + 1}
                </span>
                <div>
                  <span className="hidden">{s.done ? "Done: " : s.current ? "Now: " : "Later: "}</span>
                  <StepText step={s} />
                  {s.current && <Insert step={s} onInsert={props.onInsert} />}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
      {(open || small) && <StoryButtons buttons={story.buttons ?? []} />}
      {(score || story.file) && (
        <div className="coach-end">
          {score && (
            <button type="button" className="btn" onClick={props.onScore}>
              Show the score card
            </button>
          )}
          {story.file && (
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

/** StepText shows the line to type as code and a button's name as a button. */
function StepText(props: { step: Step }) {
  const { text, insert } = props.step;
  const parts: ReactNode[] = [];
  const cut = insert ? text.indexOf(insert) : -1;
  if (cut >= 0) {
    parts.push(...buttons(text.slice(0, cut)), <code key="code">{insert}</code>, ...buttons(text.slice(cut + insert.length)));
  } else {
    parts.push(...buttons(text));
  }
  return <span className="step-text">{parts}</span>;
}

function buttons(text: string): ReactNode[] {
  return text.split(/(\[[^\]]+\])/).map((s, n) => (s.startsWith("[") ? <b key={`${n}${s}`} className="btn-name">{s.slice(1, -1)}</b> : s));
}
