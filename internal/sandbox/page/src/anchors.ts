// Drafts lead from a sentence to the line of evidence it rests on. Markdown
// has no anchors of its own: headings get the ids that repositories give
// them, and an <a id="..."> keeps its id while all other HTML is dropped.

/** anchorID keeps a document's ids apart from the page's own. */
export const anchorID = (name: string) => `doc-${name}`;

interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName?: string; hProperties?: Record<string, string> };
}

/** anchors is a remark plugin. */
export function anchors() {
  return (tree: unknown) => walk(tree as Node);
}

function walk(node: Node) {
  node.children?.forEach((child, n, all) => {
    const id = child.type === "html" && /^<a id="([\w-]+)">/.exec(child.value ?? "")?.[1];
    if (id) {
      all[n] = { type: "anchor", children: [], data: { hName: "span", hProperties: { id: anchorID(id) } } };
      return;
    }
    if (child.type === "heading") child.data = { hProperties: { id: anchorID(slug(words(child))) } };
    walk(child);
  });
}

const words = (n: Node): string => (n.type === "html" ? "" : (n.value ?? (n.children ?? []).map(words).join("")));

const slug = (s: string) =>
  s
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
