import { useEffect, useState, type ReactNode } from "react";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { anchorID, anchors } from "../anchors.ts";
import { Dialog } from "./Dialog.tsx";
import { isMarkdown } from "../workspace.ts";
import { Link } from "./Rich.tsx";

/** Preview shows a Markdown file as it will be read, and other text as it is. */
export function Preview(props: { file: { name: string; url: string }; onClose(): void }) {
  const { file } = props;
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    fetch(file.url, { signal: stop.signal })
      .then(async (res) => {
        if (!res.ok) throw new Error(String(res.status));
        setText(await res.text());
      })
      .catch(() => {
        if (!stop.signal.aborted) setError("The file could not be read. Close this and try again.");
      });
    return () => stop.abort();
  }, [file.url]);
  const reads = isMarkdown(file);
  const { front, body } = split(reads ? (text ?? "") : "");
  return (
    <Dialog label={`File ${file.name}`} className="preview" onClose={props.onClose}>
      <div className="dialog-head">
        <h2>{file.name}</h2>
        <a className="btn" href={file.url} download={file.name}>
          Download
        </a>
        <button type="button" className="btn" onClick={props.onClose}>
          Close
        </button>
      </div>
      <div className="dialog-body prose" tabIndex={0} data-first role="region" aria-label={file.name}>
        {error && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
        {text === null && !error && <p className="quiet">Reading…</p>}
        {front && (
          <details>
            <summary>Front matter</summary>
            <pre>{front}</pre>
          </details>
        )}
        {text !== null && !reads && <pre>{text}</pre>}
        {text !== null && reads && (
          <Markdown
            remarkPlugins={[remarkGfm, anchors]}
            skipHtml
            components={{
              a: ({ href, children }) =>
                href?.startsWith("#") ? <Within to={href.slice(1)}>{children}</Within> : <Link href={href ?? ""}>{children}</Link>,
              input: ({ checked }) => (
                <span className="task" role="img" aria-label={checked ? "Done" : "To do"}>
                  {checked ? "☑" : "☐"}
                </span>
              ),
              img: ({ src, alt }) => <LocalImage src={String(src ?? "")} alt={alt ?? ""} base={file.url} />,
              table: ({ children }) => (
                <div className="table">
                  <table>{children}</table>
                </div>
              ),
            }}
          >
            {body}
          </Markdown>
        )}
      </div>
    </Dialog>
  );
}

/** Within leads to another place in the same document. */
function Within(props: { to: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className="as-link"
      onClick={() => {
        const target = document.getElementById(anchorID(decodeURIComponent(props.to)));
        const shown = target?.closest("tr") ?? target;
        shown?.scrollIntoView({ block: "center" });
        shown?.classList.add("found");
        window.setTimeout(() => shown?.classList.remove("found"), 2500);
      }}
    >
      {props.children}
    </button>
  );
}

/** LocalImage refuses what is not on this workspace: nothing is fetched elsewhere. */
function LocalImage(props: { src: string; alt: string; base: string }) {
  const at = new URL(props.src, new URL(props.base, window.location.href));
  if (at.origin !== window.location.origin) return <span className="quiet">(Picture: {props.alt})</span>;
  return <img src={at.href} alt={props.alt} />;
}

function split(text: string): { front: string; body: string } {
  const m = /^---\n([\s\S]*?)\n---\n/.exec(text);
  return m ? { front: m[1] ?? "", body: text.slice(m[0].length) } : { front: "", body: text };
}
